import Testing

@testable import RedisClient

@Suite struct ProtocolTests {
    @Test func `a command is encoded as RESP`() {
        var encoder = CommandEncoder()
        RedisCommand.words([.string("SET"), .bytes([0, 255]), .integer(-120), .integer(0), "ä"]).encode(into: &encoder)
        let expected =
            Array("*5\r\n$3\r\nSET\r\n$2\r\n".utf8) + [0, 255] + Array("\r\n$4\r\n-120\r\n$1\r\n0\r\n$2\r\nä\r\n".utf8)
        #expect(encoder.bytes == expected)
        encoder.reset()
        RedisCommand.strings(["PING"]).encode(into: &encoder)
        #expect(encoder.bytes == Array("*1\r\n$4\r\nPING\r\n".utf8))
    }

    @Test(arguments: [Int64.min, -10, -9, -1, 0, 9, 10, 99, 100, Int64.max])
    func `numbers are encoded as their digits`(number: Int64) {
        var byNumber = CommandEncoder()
        byNumber.append(number)
        var byText = CommandEncoder()
        byText.append(String(number))
        #expect(byNumber.bytes == byText.bytes)
    }

    @Test func `a script is encoded with its digest and the number of its keys`() {
        let script = RedisScript(name: "one", source: "return 1")
        var encoder = CommandEncoder()
        RedisCommand.script(script, keys: ["k"], arguments: ["a", 5]).encode(into: &encoder)
        var byWords = CommandEncoder()
        RedisCommand.words(["EVALSHA", .string(script.sha1), 1, "k", "a", 5]).encode(into: &byWords)
        #expect(encoder.bytes == byWords.bytes)
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
    ])
    func `digests are those of SHA-1`(text: String, expected: String) {
        #expect(SHA1.hex(of: text) == expected)
    }

    @Test func `a ring buffer keeps its order while it grows and wraps around`() {
        var buffer = RingBuffer<Int>()
        var next = 0
        var expected = 0
        for round in 1...200 {
            for _ in 0..<round {
                buffer.append(next)
                next += 1
            }
            for _ in 0..<(round - 1) {
                #expect(buffer.popFirst() == expected)
                expected += 1
            }
        }
        #expect(buffer.count == 200)
        #expect(buffer.takeAll() == Array(expected..<next))
        #expect(buffer.popFirst() == nil)
    }

    @Test(arguments: ["subscribe", "PSUBSCRIBE", "SUNSUBSCRIBE", "Monitor", "hello", "QUIT", "reset", ""])
    func `commands that break the pairing of replies are refused`(name: String) {
        #expect(RedisCommand.strings([name, "x"]).refusal != nil)
        #expect(RedisCommand.words([.string(name), 1]).refusal != nil)
        #expect(RedisCommand.words([.bytes(Array(name.utf8))]).refusal != nil)
    }
}
