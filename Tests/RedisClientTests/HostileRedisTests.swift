import EventLoop
import RedisClient
import TestSupport
import Testing

/// A client may have a Redis of its own, and whoever has that can send what they like.
@Suite struct HostileRedisTests {
    private func withHostile(
        _ attack: @escaping @Sendable (Int) -> [UInt8]?,
        _ body: (RedisConnection) async throws -> Void
    ) async throws {
        try await withRedis { (redis, _) async throws in
            guard case .tcp(_, let port) = redis.url.endpoint else { return }
            let hostile = try HostileRedis(before: port, attack: attack)
            try await withConnection(hostile.url) { connection async throws in
                try await connection.connect()
                #expect(try await connection.send(["PING"]) == .status("PONG"))
                try await body(connection)
            }
        }
    }

    private func once(_ text: String) -> @Sendable (Int) -> [UInt8]? {
        { $0 == 0 ? Array(text.utf8) : nil }
    }

    /// What is no reply, and what the failure says of it.
    struct NoReply: Sendable, CustomStringConvertible {
        let description: String
        let text: String
        var reason = ""
    }

    private static let noReplies = [
        NoReply(description: "too many elements", text: "*2147483647\r\n", reason: "elements"),
        NoReply(description: "one element too many", text: "*1048577\r\n", reason: "elements"),
        NoReply(
            description: "too many elements in two lists",
            text: "*2\r\n*600000\r\n" + String(repeating: ":1\r\n", count: 600_000) + "*600000\r\n",
            reason: "elements"
        ),
        NoReply(description: "a list of less than none", text: "*-2\r\n"),
        NoReply(description: "no kind of reply", text: "?\r\n"),
        NoReply(description: "a text of less than none", text: "$-5\r\n"),
        NoReply(description: "a number too large", text: ":9223372036854775808\r\n"),
        NoReply(description: "a length too large", text: "$9999999999999999999\r\n"),
        NoReply(description: "lists in lists", text: String(repeating: "*1\r\n", count: 100)),
    ]

    @Test(arguments: noReplies)
    func `a reply that is none ends the connection, and it is made anew`(attack: NoReply) async throws {
        try await withHostile(once(attack.text)) { connection async throws in
            guard case .connectionLost(_, let said, _) = await connection.failure(of: ["ECHO", "attack"]) else {
                Issue.record("the reply was taken")
                return
            }
            #expect(said.contains(attack.reason), "\(said)")
            try await eventually("it goes on") { (try? await connection.send(["PING"])) == .status("PONG") }
        }
    }

    @Test(arguments: ["$2\r\nok\r\n:1\r\n", "+OK\r\n+OK\r\n", "$2\r\nok\r\n*2\r\n:1\r\n:2\r\n", "+OK\r\n$-1\r\n"])
    func `a reply too many ends the connection and nothing else`(text: String) async throws {
        try await withHostile(once(text)) { connection async throws in
            _ = await connection.failure(of: ["ECHO", "attack"])
            try await eventually("it goes on") { (try? await connection.send(["PING"])) == .status("PONG") }
            #expect(connection.connectionNumber == 2)
        }
    }

    @Test func `a reply without an end takes no more than its bound`() async throws {
        let piece = [UInt8](repeating: 0x61, count: 1 << 20)
        let before = ProcessControl.residentMemoryBytes
        try await withHostile({ $0 == 0 ? Array("$2000000000\r\n".utf8) : piece }) { connection async throws in
            let error = await connection.failure(of: ["ECHO", "attack"], timeout: .seconds(60))
            guard case .connectionLost(_, let said, _) = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
            #expect(said.contains("128 MiB"))
            #expect(ProcessControl.residentMemoryBytes - before < 512 << 20)
        }
    }

    @Test func `an error of a megabyte is cut`() async throws {
        let text = "-ERR " + String(repeating: "x", count: 1 << 20) + "\r\n"
        try await withHostile(once(text)) { connection async throws in
            let error = await connection.failure(of: ["ECHO", "attack"])
            #expect("\(String(describing: error))".utf8.count < 2_000)
        }
    }
}
