import Foundation
package import RedisClient

/// All that a Redis holds of one client, read when nobody changes it.
package struct ClientState: Sendable {
    package struct Item: Decodable, Sendable {
        package struct Former: Decodable, Sendable {
            package let moderator: String
            package let generation: String
            package let ended: String
            package let claimedAt: Double
            package let expiresAt: Double
        }
        package let round: Int
        package let queue: String
        package let priority: String
        package let dueAt: Double
        package let nth: Double?
        package let entry: String
        package let deliveries: Int?
        package let expiries: Int?
        package let past: [Former]?
        package let released: [String]?
    }

    package struct Claim: Decodable, Sendable {
        package let generation: String
        package let moderator: String
        package let claimedAt: Double
        package let expiresAt: Double
        package let deciding: Double?
        package let token: String?
        package let shown: Int?
    }

    package struct Stream: Sendable {
        package let ids: [String]
        package let fields: [String: [String: String]]
        package let pending: [String]
    }

    package let keys: ClientKeys
    /// The names of the keys that are there.
    package let names: [String]
    package let state: [String: String]
    package let items: [String: Item]
    package let claims: [String: Claim]
    package let holders: [String: [String]]
    package let queues: [String]
    package let settled: [String]
    package let results: Stream
    /// By queue.
    package let waiting: [String: [String: Double]]
    package let deadlines: [String: [String: Double]]
    package let avoided: [String: [String: Double]]
    /// By key.
    package let streams: [String: Stream]

    package init(of client: String, in redis: RedisConnection) async throws {
        let keys = ClientKeys(client)
        self.keys = keys
        names = try await redis.texts(["KEYS", keys.pattern]).sorted()
        state = try await redis.hash(keys.state)
        items = try await redis.hash(keys.items).mapValues { try Self.decode(Item.self, $0) }
        claims = try await redis.hash(keys.claims).mapValues { try Self.decode(Claim.self, $0) }
        // To Lua an empty object is an empty list.
        holders = try await redis.hash(keys.holders).mapValues { $0 == "{}" ? [] : try Self.decode([String].self, $0) }
        queues = try await redis.texts(["SMEMBERS", keys.queues]).sorted()
        settled = try await redis.texts(["SMEMBERS", keys.settled]).sorted()
        results = try await Self.stream(keys.results, in: redis)
        waiting = try await Self.lines(names, keys.waiting(""), in: redis)
        deadlines = try await Self.lines(names, keys.deadlines(""), in: redis)
        avoided = try await Self.lines(names, keys.avoided(""), in: redis)
        var streams: [String: Stream] = [:]
        for name in names where name.hasPrefix(keys.stream()) {
            streams[name] = try await Self.stream(name, in: redis)
        }
        self.streams = streams
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(text.utf8))
    }

    private static func stream(_ key: String, in redis: RedisConnection) async throws -> Stream {
        let (ids, fields) = try await redis.entries(key)
        return Stream(ids: ids, fields: fields, pending: try await redis.pending(key))
    }

    private static func lines(
        _ names: [String],
        _ prefix: String,
        in redis: RedisConnection
    ) async throws -> [String: [String: Double]] {
        var lines: [String: [String: Double]] = [:]
        for name in names where name.hasPrefix(prefix) {
            lines[String(name.dropFirst(prefix.count))] = try await redis.scores(name)
        }
        return lines
    }
}
