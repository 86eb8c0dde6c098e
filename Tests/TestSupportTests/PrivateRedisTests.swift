import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct PrivateRedisTests {
    @Test
    func `what Redis fsynced survives a kill`() async throws {
        let redis = try await PrivateRedis.start(["--appendfsync", "always"])
        #expect(try await ask(redis, "SET color green") == "+OK\r\n")
        try await redis.kill()
        await #expect(throws: SystemError.self) { try await ask(redis, "PING") }
        try await redis.restart()
        #expect(try await ask(redis, "GET color") == "$5\r\ngreen\r\n")
        try await redis.restart(empty: true)
        #expect(try await ask(redis, "GET color") == "$-1\r\n")
    }

    @Test
    func `a paused Redis keeps its connections and answers none of them`() async throws {
        let redis = try await PrivateRedis.start()
        try await redis.pause()
        await #expect(throws: SystemError.self) { try await ask(redis, "PING", timeout: .milliseconds(300)) }
        redis.resume()
        #expect(try await ask(redis, "PING") == "+PONG\r\n")
    }

    @Test(arguments: [600, -600])
    func `a Redis can be started with another clock, and then with its own`(ahead: Int) async throws {
        let redis = try await PrivateRedis.start()
        func apart() async throws -> Int {
            let told = try await ask(redis, "TIME").split(separator: "\r\n").dropFirst(2).first.flatMap { Int($0) }
            return (told ?? 0) - time(nil)
        }
        try await redis.restart(clockAhead: ahead)
        #expect(abs(try await apart() - ahead) <= 5)
        try await redis.restart()
        #expect(abs(try await apart()) <= 5)
    }

    @Test
    func `a Redis with wrong arguments says why it did not start`() async throws {
        let failure = await #expect(throws: NotInTime.self) {
            try await PrivateRedis.start(["--maxmemory", "plenty"], within: .milliseconds(200))
        }
        #expect(failure?.description.contains("maxmemory") == true)
    }

    private func ask(_ redis: PrivateRedis, _ command: String, timeout: Duration = .seconds(5)) async throws -> String {
        let port = redis.port
        return try await onThread {
            let socket = try LoopbackSocket(port: port, timeout: timeout)
            try socket.send(Array("\(command)\r\n".utf8))
            return String(decoding: try socket.receive(), as: UTF8.self)
        }
    }
}
