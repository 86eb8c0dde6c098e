import Testing

@testable import Ingestion

@Suite
struct `Lines that arrive in blocks` {
    private func read(_ blocks: [String], limit: Int = 100) -> [String] {
        var reader = LineReader(limit: limit)
        var lines = blocks.flatMap { reader.take(Array($0.utf8)) }
        if let last = reader.finish() { lines.append(last) }
        return lines.map { "\($0.number):" + ($0.bytes.map { String(decoding: $0, as: UTF8.self) } ?? "(too long)") }
    }

    @Test
    func `are numbered, and empty ones are counted and left out`() {
        #expect(read(["a\n\n \t\r\nb\r\nc"]) == ["1:a", "4:b\r", "5:c"])
        #expect(read(["a\n"]) == ["1:a"])
        #expect(read([""]) == [])
        #expect(read(["\n\n"]) == [])
    }

    @Test(arguments: 1...9)
    func `are the same however they are cut`(size: Int) {
        let text = Array("one\ntwo\n\nthree\r\n  \nfour".utf8)
        var blocks: [String] = []
        for start in stride(from: 0, to: text.count, by: size) {
            blocks.append(String(decoding: text[start..<min(start + size, text.count)], as: UTF8.self))
        }
        #expect(read(blocks) == ["1:one", "2:two", "4:three\r", "6:four"])
    }

    @Test(arguments: [["abcdef\nb\n"], ["abc", "def\nb\n"], ["abc", "def", "ghi", "\nb\n"]])
    func `are given up where they are too long, and the next one is not`(blocks: [String]) {
        #expect(read(blocks, limit: 5) == ["1:(too long)", "2:b"])
        #expect(read(["abcde\n"], limit: 5) == ["1:abcde"])
        #expect(read(["a\nabcdef"], limit: 5) == ["1:a", "2:(too long)"])
    }

    @Test
    func `beyond the most that may come are not looked at`() {
        var reader = LineReader(most: 3)
        let lines = reader.take(Array(String(repeating: "x\n", count: 1_000_000).utf8))
        #expect(lines.count == 4 && reader.count == 4)
        #expect(reader.finish() == nil)
        var fitting = LineReader(most: 3)
        #expect(fitting.take(Array("a\nb\nc".utf8)).count == 2)
        #expect(fitting.finish()?.number == 3)
    }
}
