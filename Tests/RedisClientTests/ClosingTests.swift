import EventLoop
import RedisClient
import TestSupport
import Testing

@Suite struct ClosingTests {
    @Test func `closing waits for the replies of commands under way and refuses new ones`() async throws {
        try await withRedis { (redis, connection) async throws in
            try await connection.connect()
            async let reply = connection.send(["BLPOP", "list", "0"])
            try await waitUntilBlocked(redis)
            let closed = connection.loop.spawn { await connection.close(within: .seconds(10)) }
            // Enqueued on the loop behind it.
            await withCheckedContinuation { done in connection.loop.execute { done.resume() } }
            #expect(await connection.failure(of: ["PING"]) == .closed)
            try await withConnection(redis.url) { _ = try await $0.send(["RPUSH", "list", "element"]) }
            await closed.value
            #expect(try await reply == .array([.bulk("list"), .bulk("element")]))
        }
    }

    @Test func `closing ends commands that get no reply`() async throws {
        try await withRedis { (redis, connection) async throws in
            try await connection.connect()
            async let pending = connection.failure(of: ["BLPOP", "list", "0"], timeout: .seconds(60))
            try await waitUntilBlocked(redis)
            await connection.close(within: .milliseconds(50))
            guard case .connectionLost(_, _, true) = await pending else {
                Issue.record("the command should have been lost")
                return
            }
            await connection.close()
            let error = await #expect(throws: RedisError.self) { try await connection.connect() }
            #expect(error == .closed)
            #expect(await connection.failure(of: ["PING"]) == .closed)
        }
    }

    @Test func `closing while it connects ends what waits for that`() async throws {
        try await withRedis { (_, connection) async throws in
            let loop = connection.loop
            async let waiting = loop.spawn {
                await connection.failure(of: ["PING"])
            }.value
            async let closed: Void = loop.spawn { await connection.close() }.value
            await closed
            let error = await waiting
            #expect(error == .closed || error == nil)
        }
    }

    @Test func `a connection that never connected closes too`() async throws {
        try await withConnection(try RedisURL("unix:///nonexistent")) { await $0.close() }
    }
}
