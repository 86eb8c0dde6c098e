import Foundation
import Testing

@testable import JSONText

@Suite
struct `The writer` {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(reservingCapacity: 0)
        body(&writer)
        return writer.text
    }

    @Test
    func `sets commas and colons by itself`() {
        let text = text { writer in
            writer.beginObject()
            writer.field("items")
            writer.beginArray()
            writer.int(1)
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.string("a")
            writer.endArray()
            writer.field(named: "a\"b")
            writer.null()
            writer.field("ok")
            writer.bool(true)
            writer.field("no")
            writer.bool(false)
            writer.field("raw")
            writer.raw(#"{"n":1e999}"#)
            writer.field("empty")
            writer.string("")
            writer.endObject()
        }
        #expect(text == #"{"items":[1,{},[],"a"],"a\"b":null,"ok":true,"no":false,"raw":{"n":1e999},"empty":""}"#)
    }

    @Test
    func `writes name and value in one call, and leaves out what is nil`() {
        let text = text { writer in
            writer.beginObject()
            writer.field("a", string: nil)
            writer.field("b", string: "x\"")
            writer.field("c", integer: -5)
            writer.field("d", integer: nil)
            writer.field("e", bool: false)
            writer.field("f", raw: "[1,2]")
            writer.field("g", strings: ["a", "b\n"])
            writer.field("h", strings: [])
            writer.field("i", strings: nil)
            writer.endObject()
        }
        #expect(text == #"{"b":"x\"","c":-5,"e":false,"f":[1,2],"g":["a","b\n"],"h":[]}"#)
    }

    @Test
    func `escapes quotes, backslashes and control characters, and nothing else`() {
        #expect(
            text { $0.string("a\"b\\c/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é😀\u{2028}") }
                == "\"a\\\"b\\\\c/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}é😀\u{2028}\""
        )
        #expect(text { $0.string("\"") } == #""\"""#)
        #expect(text { $0.string("\"\"x") } == #""\"\"x""#)
    }

    @Test
    func `any string comes back through the parser`() throws {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<2_000 {
            var original = ""
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                let limit: UInt32 = Bool.random(using: &random) ? 0x7F : 0x10FFFF
                guard let scalar = UnicodeScalar(UInt32.random(in: 0...limit, using: &random)) else { continue }
                original.unicodeScalars.append(scalar)
            }
            let written = text { writer in
                writer.beginArray()
                writer.string(original)
                writer.endArray()
            }
            #expect(try JSONArrayText.parse(written).elements == [.string(original)])
        }
    }

    @Test
    func `a string bridged or cut out of another is written whole`() {
        let long = String(repeating: "x", count: 100) + "\n"
        #expect(text { $0.string(String(long.dropFirst(90))) } == "\"xxxxxxxxxx\\n\"")
        #expect(text { $0.string(NSString(string: "é\n") as String) } == "\"é\\n\"")
    }

    @Test(arguments: [0, 7, 10, 99, 100, -1, -10, 1_234_567_890_123, Int.max, Int.min])
    func `integers are written in full`(value: Int) {
        #expect(text { $0.int(value) } == String(value))
    }

    @Test
    func `large unsigned and other numbers are written in full`() {
        #expect(text { $0.int(UInt64.max) } == "18446744073709551615")
        #expect(text { $0.double(0.1) } == "0.1")
        #expect(text { $0.double(.infinity) } == "null")
        #expect(text { $0.double(.nan) } == "null")
    }

    @Test(arguments: [1e300, -1.5e-300, 5, 1e16, 123_456.789, .leastNonzeroMagnitude])
    func `doubles are JSON and come back exactly`(value: Double) throws {
        let written = text { writer in
            writer.beginArray()
            writer.double(value)
            writer.endArray()
        }
        let array = try JSONArrayText.parse(written)
        #expect(array.elements.first.flatMap { Double($0.rawText) } == value)
    }
}
