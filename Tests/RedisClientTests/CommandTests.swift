import EventLoop
import RedisClient
import TestSupport
import Testing

@Suite struct CommandTests {
    @Test func `every kind of reply arrives as what it is`() async throws {
        try await withRedis { (_, connection) async throws in
            #expect(try await connection.send(["SET", "k", "ä\r\n\0"]) == .status("OK"))
            #expect(try await connection.send(["GET", "k"]) == .bulk("ä\r\n\0"))
            #expect(try await connection.send(["GET", "none"]) == .null)
            #expect(try await connection.send([.string("INCRBY"), "n", .integer(.min)]) == .integer(.min))
            #expect(try await connection.send(["LRANGE", "none", "0", "-1"]) == .array([]))
            let source = """
                return {1, '', false, {2, {'three', {}}}, redis.status_reply('FINE'), redis.error_reply('MY bad')}
                """
            let expected: [RedisValue] = [
                .integer(1), .bulk(""), .null, .array([.integer(2), .array([.bulk("three"), .array([])])]),
                .status("FINE"), .error(RedisReplyError(message: "MY bad")),
            ]
            #expect(try await connection.send(["EVAL", source, "0"]) == .array(expected))
        }
    }

    @Test func `an error that Redis replies is thrown with its code`() async throws {
        try await withRedis { (_, connection) async throws in
            _ = try await connection.send(["SET", "k", "text"])
            let error = await connection.failure(of: ["LPOP", "k"])
            guard case .reply(let reply) = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
            #expect(reply.code == "WRONGTYPE")
            #expect(try await connection.send(["GET", "k"]) == .bulk("text"))
        }
    }

    @Test func `bytes that are no UTF-8 stay as they are and long texts come whole`() async throws {
        try await withRedis { (_, connection) async throws in
            _ = try await connection.send([.string("SET"), "k", .bytes([0x61, 0xFF, 0x62])])
            let reply = try await connection.send(["GET", "k"])
            #expect(reply == .binary([0x61, 0xFF, 0x62]))
            #expect(reply.string == "a\u{FFFD}b")
            #expect(reply.bytes == [0x61, 0xFF, 0x62])
            let long = String(repeating: "0123456789", count: 300_000)
            _ = try await connection.send(["SET", "k", long])
            #expect(try await connection.send(["GET", "k"]) == .bulk(long))
        }
    }

    @Test(arguments: [true, false])
    func `ten thousand commands at once each get their own reply`(onLoop: Bool) async throws {
        try await withRedis { (_, connection) async throws in
            let wrong = Counter()
            let work: @Sendable () async -> Void = {
                await withTaskGroup { group in
                    for number in 0..<10_000 {
                        group.addTask {
                            let reply = try? await connection.send(["ECHO", "\(number)"])
                            if reply != .bulk("\(number)") { wrong.increment() }
                        }
                    }
                }
            }
            if onLoop { await connection.loop.spawn(work).value } else { await work() }
            #expect(wrong.value == 0)
        }
    }

    @Test func `commands run in the order in which they are sent`() async throws {
        try await withRedis { (_, connection) async throws in
            let numbers = await connection.loop.spawn {
                await withTaskGroup(of: (Int, Int64?).self) { group in
                    for number in 0..<1_000 {
                        group.addTask { (number, try? await connection.send(["INCR", "n"]).integer) }
                    }
                    return await group.reduce(into: [Int: Int64]()) { $0[$1.0] = $1.1 }
                }
            }.value
            #expect((0..<1_000).allSatisfy { numbers[$0] == Int64($0 + 1) })
        }
    }

    @Test func `a pipeline gives all replies in order, refusals among them`() async throws {
        try await withRedis { (_, connection) async throws in
            let replies = try await connection.sendAll([
                ["SET", "k", "1"], ["INCR", "k"], ["LPOP", "k"], ["NOSUCH"], ["GET", "k"],
            ])
            #expect(replies.count == 5)
            #expect(replies[0] == .status("OK"))
            #expect(replies[1] == .integer(2))
            #expect(replies[2].error?.code == "WRONGTYPE")
            #expect(replies[3].error?.code == "ERR")
            #expect(replies[4] == .bulk("2"))
            #expect(try await connection.sendAll([]).isEmpty)
            let many = try await connection.sendAll((0..<5_000).map { ["ECHO", .integer($0)] })
            #expect(many == (0..<5_000).map { .bulk("\($0)") })
        }
    }

    @Test func `a subscription or an empty command is refused and harms nothing`() async throws {
        try await withRedis { (_, connection) async throws in
            for words in [["SUBSCRIBE", "c"], ["monitor"], []] {
                let error = await connection.failure(of: words)
                guard case .unsupported = error else {
                    Issue.record("unexpected: \(String(describing: error))")
                    continue
                }
            }
            #expect(try await connection.send(["PING"]) == .status("PONG"))
        }
    }

    @Test func `more commands than may be pending are refused at once`() async throws {
        var options = RedisOptions()
        options.maximumPendingCommands = 10
        options.maximumPendingBytes = 1_000
        try await withRedis(options: options) { (redis, connection) async throws in
            let long = String(repeating: "x", count: 1_000)
            let overloaded = RedisError.overloaded(address: redis.url.address)
            #expect(await connection.failure(of: ["ECHO", long]) == overloaded)
            let error = await #expect(throws: RedisError.self) {
                try await connection.sendAll(Array(repeating: ["PING"], count: 11))
            }
            #expect(error == overloaded)
            for _ in 0..<3 {
                #expect(try await connection.sendAll(Array(repeating: ["PING"], count: 10)).count == 10)
            }
        }
    }
}
