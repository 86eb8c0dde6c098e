import RedisClient
import Testing

@Suite struct ScriptTests {
    private static let add = RedisScript(name: "add", source: "return redis.call('INCRBY', KEYS[1], ARGV[1])")

    @Test func `a script runs by its digest, which is Redis's own`() async throws {
        try await withRedis { (_, connection) async throws in
            #expect(try await connection.send(["SCRIPT", "LOAD", Self.add.source]) == .bulk(Self.add.sha1))
            #expect(try await connection.evaluate(Self.add, keys: ["n"], arguments: [5]) == .integer(5))
            #expect(try await connection.evaluate(Self.add, keys: ["n"], arguments: ["-2"]) == .integer(3))
        }
    }

    @Test func `a script that Redis has forgotten runs all the same, once`() async throws {
        try await withRedis { (_, connection) async throws in
            for expected in 1...3 {
                _ = try await connection.send(["SCRIPT", "FLUSH"])
                #expect(
                    try await connection.evaluate(Self.add, keys: ["n"], arguments: [1]) == .integer(Int64(expected))
                )
            }
        }
    }

    @Test func `registered scripts are loaded on connecting`() async throws {
        let other = RedisScript(name: "other", source: "return 2")
        try await withRedis(scripts: [Self.add]) { (_, connection) async throws in
            connection.register([other])
            let reply = try await connection.send(["SCRIPT", "EXISTS", Self.add.sha1, other.sha1])
            #expect(reply == .array([.integer(1), .integer(1)]))
        }
    }

    @Test func `a script that does not compile keeps the connection from coming up, and says so`() async throws {
        let broken = RedisScript(name: "broken", source: "return (")
        try await withRedis(scripts: [broken]) { (_, connection) async throws in
            let error = await connection.failure(of: ["PING"])
            #expect(String(describing: error).contains("ERR Error compiling script"))
        }
    }
}
