package import Cluster
package import MongoClient

/// The servers that run, as they say themselves a few times each second: what they know, and what they see of each Redis.
///
/// In the collection `servers`, a document for each, by MongoDB's clock; those of servers that died go by themselves. Over
/// connections that nothing else waits for: a server whose signs of life are late is taken for dead.
package struct ServerRecords: Sendable {
    let mongo: MongoClient

    static let servers = "servers"
    private static let keptFor: Duration = .seconds(60)
    /// Whoever waits for longer has lapsed.
    static let patience: Duration = .milliseconds(1_400)

    package init(mongo: MongoClient) { self.mongo = mongo }

    package func prepare() async throws(MongoError) {
        // MongoDB itself: servers that have said nothing for a minute.
        try await mongo.createIndexes(
            on: Self.servers,
            [MongoIndex("servers_by_age", on: ["at": 1], expiresAfter: Self.keptFor)]
        )
    }

    /// Says that a server lives.
    ///
    /// - Parameters:
    ///   - name: unique to this life of it.
    ///   - version: of the directory: all that this server does goes by that version or a newer one, and what it did by an older
    ///     one is written down.
    ///   - redis: what it sees of each Redis.
    package func note(
        _ name: String,
        goesBy version: Int64,
        redis: [RedisName: RedisSight]
    ) async throws(MongoError) {
        let sights = redis.map { BSONValue.document(Self.document($0, $1)) }
        try await mongo.update(
            in: Self.servers,
            MongoUpdate(
                ["_id": .string(name)],
                [["$set": ["version": .int64(version), "at": "$$NOW", "redis": ["$literal": .array(sights)]]]],
                upsert: true
            ),
            timeout: Self.patience
        )
    }

    /// Says that a server lives that has begun, or has said nothing for a while. Who looks for the living behind this finds it,
    /// and what was changed before is there to be seen by it.
    ///
    /// - Parameter version: of the directory, for one that has not said by which it goes.
    package func appear(_ name: String, knowing version: Int64, within limit: Duration) async throws(MongoError) {
        try await mongo.update(
            in: Self.servers,
            MongoUpdate(
                ["_id": .string(name)],
                [
                    [
                        "$set": [
                            "version": ["$ifNull": ["$version", .int64(version)]], "at": "$$NOW",
                            "redis": ["$ifNull": ["$redis", []]],
                        ]
                    ]
                ],
                upsert: true
            ),
            timeout: limit
        )
    }

    /// What all servers said last, those among them that died within the last minute.
    package func signs() async throws(MongoError) -> [ServerSign] {
        let documents = try await mongo.find(
            in: Self.servers,
            // A sign of life was given, even if another primary undoes it.
            FindQuery(
                projection: ["version": 1, "redis": 1, "at": 1, "age": ["$subtract": ["$$NOW", "$at"]]],
                concern: .local
            ),
            limit: 10_000,
            timeout: Self.patience
        )
        return try documents.map { document throws(MongoError) in
            ServerSign(
                name: try document.required("_id", \.stringValue),
                version: try document.required("version", \.placeValue),
                redis: Dictionary(
                    (document.array("redis") ?? []).compactMap(\.documentValue).compactMap(Self.sight)
                ) { first, _ in first },
                at: document.date("at") ?? 0,
                age: .milliseconds(document.int64("age") ?? 0)
            )
        }
    }

    /// Says that a server has stopped.
    package func leave(_ name: String, within limit: Duration) async throws(MongoError) {
        try await mongo.delete(from: Self.servers, ["_id": .string(name)], one: true, timeout: limit)
    }

    private static func document(_ name: RedisName, _ sight: RedisSight) -> BSONDocument {
        [
            "name": .string(name.text), "identity": sight.identity.map(BSONValue.string) ?? .null,
            "down": .bool(sight.isDown), "member": .bool(sight.isMember),
        ]
    }

    private static func sight(_ document: BSONDocument) -> (RedisName, RedisSight)? {
        guard let name = document.string("name") else { return nil }
        return (
            RedisName(name),
            RedisSight(
                identity: document.string("identity"),
                isDown: document.bool("down") ?? false,
                isMember: document.bool("member") ?? false
            )
        )
    }
}
