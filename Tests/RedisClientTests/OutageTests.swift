import EventLoop
import Glibc
import RedisClient
import TestSupport
import Testing

@Suite struct OutageTests {
    @Test func `when Redis is killed, commands under way fail, and after a restart it goes on`() async throws {
        let preparations = Counter()
        let hook: @Sendable (RedisConnection) async throws -> Void = { _ in preparations.increment() }
        var options = RedisOptions()
        options.commandTimeout = .seconds(30)
        try await withRedis(options: options, onConnected: hook) { (redis, connection) async throws in
            try await connection.connect()
            let errors = try await withThrowingTaskGroup(of: RedisError?.self) { group in
                group.addTask {
                    await connection.failure(of: ["BLPOP", "none", "0"])
                }
                try await waitUntilBlocked(redis)
                for _ in 0..<1_000 {
                    group.addTask { await connection.failure(of: ["PING"]) }
                }
                group.addTask {
                    // Enqueued on the loop behind the others.
                    await withCheckedContinuation { done in connection.loop.execute { done.resume() } }
                    try await redis.kill()
                    return nil
                }
                return try await group.reduce(into: [RedisError]()) { if let error = $1 { $0.append(error) } }
            }
            // Those that came late met no connection; none was answered, none hangs.
            #expect(errors.count == 1_001)
            #expect(errors.contains { if case .connectionLost(_, _, true) = $0 { true } else { false } })
            try await redis.start()
            try await eventually("it reconnects") { try await connection.send(["PING"]) == .status("PONG") }
            #expect(preparations.value == 2)
            #expect(connection.connectionNumber == 2)
        }
    }

    @Test func `a pipeline that is cut off half-way fails as a whole`() async throws {
        try await withRedis { (redis, connection) async throws in
            try await connection.connect()
            async let replies = connection.sendAll([["SET", "k", "1"], ["BLPOP", "none", "0"], ["GET", "k"]])
            try await waitUntilBlocked(redis)
            try await redis.kill()
            do {
                _ = try await replies
                Issue.record("the pipeline should have failed")
            } catch let error as RedisError {
                guard case .connectionLost(redis.url.address, _, true) = error else { throw error }
            }
        }
    }

    @Test func `while Redis is away commands fail at once with the reason and the address`() async throws {
        try await withRedis { (redis, connection) async throws in
            try await connection.connect()
            try await redis.kill()
            try await eventually("the loss is noticed") {
                await connection.failure(of: ["PING"]) != nil
            }
            let error = await connection.failure(of: ["PING"])
            guard case .unavailable(redis.url.address, let reason) = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
            #expect(!reason.isEmpty)
            await #expect(throws: RedisError.self) { try await connection.connect() }
            try await redis.start()
            try await connection.connect()
            #expect(try await connection.send(["PING"]) == .status("PONG"))
        }
    }

    @Test func `a Redis that stands still makes commands time out, and afterwards replies match`() async throws {
        var options = RedisOptions()
        options.commandTimeout = .milliseconds(300)
        options.connectTimeout = .milliseconds(300)
        try await withRedis(options: options) { (redis, connection) async throws in
            try await connection.connect()
            redis.signal(SIGSTOP)
            let start = ContinuousClock.now
            let errors = await withTaskGroup(of: RedisError?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        await connection.failure(of: ["ECHO", "old \(number)"])
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.allSatisfy { $0 != nil })
            #expect(errors.contains { if case .timedOut(_, _, true) = $0 { true } else { false } })
            for _ in 0..<20 {
                let error = await connection.failure(of: ["ECHO", "old"])
                #expect(error != nil)
            }
            #expect(ContinuousClock.now - start < .seconds(5))
            redis.signal(SIGCONT)
            try await eventually("it answers again") { try await connection.send(["ECHO", "new"]) == .bulk("new") }
            for number in 0..<200 {
                #expect(try await connection.send(["ECHO", "new \(number)"]) == .bulk("new \(number)"))
            }
            #expect(connection.connectionNumber > 1)
        }
    }

    @Test func `a Redis that answers PING and hangs in all else makes one caller wait at a time`() async throws {
        var options = RedisOptions()
        options.commandTimeout = .milliseconds(300)
        try await withRedis(options: options) { (redis, connection) async throws in
            #expect(try await connection.send(["SET", "k", "0"]) == .status("OK"))
            let pause: Duration = .seconds(3)
            let end = ContinuousClock.now + pause
            _ = try await connection.send(["CLIENT", "PAUSE", "3000", "WRITE"])
            var waited = 0
            var refused = 0
            while ContinuousClock.now < end - .milliseconds(500) {
                let errors = await withTaskGroup(of: RedisError?.self) { group in
                    for _ in 0..<20 { group.addTask { await connection.failure(of: ["SET", "k", "1"]) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                for error in errors {
                    if case .unavailable = error { refused += 1 } else { waited += 1 }
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            // The first twenty found out; from then on one in 300 ms at most.
            #expect(waited <= 20 + 10, "\(waited) waited")
            #expect(refused > 20, "\(refused) were refused")
            try await eventually("it goes on") { try await connection.send(["SET", "k", "2"]) == .status("OK") }
        }
    }

    @Test func `a Redis that accepts and says nothing ends connecting in time`() async throws {
        var options = RedisOptions()
        options.connectTimeout = .milliseconds(200)
        try await withRedis(options: options) { (redis, connection) async throws in
            redis.signal(SIGSTOP)
            let late = await connection.failure(of: ["PING"], timeout: .milliseconds(20))
            #expect(late == .timedOut(address: redis.url.address, after: .milliseconds(20), maybeExecuted: false))
            let error = await #expect(throws: RedisError.self) { try await connection.connect() }
            #expect("\(try #require(error))".contains("no answer within"))
            redis.signal(SIGCONT)
            try await eventually("it connects") { try await connection.send(["PING"]) == .status("PONG") }
        }
    }

    @Test func `a paused Redis makes a command time out`() async throws {
        try await withRedis { (redis, connection) async throws in
            try await withConnection(redis.url) { _ = try await $0.send(["CLIENT", "PAUSE", "60000", "ALL"]) }
            let error = await connection.failure(of: ["GET", "k"], timeout: .milliseconds(100))
            guard case .timedOut(_, .milliseconds(100), _) = error else {
                Issue.record("unexpected: \(String(describing: error))")
                return
            }
        }
    }

    @Test func `each command has its own time limit`() async throws {
        try await withRedis { (redis, connection) async throws in
            async let slow = connection.failure(of: ["BLPOP", "none", "0"], timeout: .seconds(30))
            try await waitUntilBlocked(redis)
            let error = await connection.failure(of: ["PING"], timeout: .milliseconds(50))
            #expect(error == .timedOut(address: redis.url.address, after: .milliseconds(50), maybeExecuted: true))
            #expect(await slow?.maybeExecuted == true)
        }
    }
}
