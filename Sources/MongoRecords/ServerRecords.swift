import Moderation
package import MongoClient

/// The servers that run, as they say themselves a few times each second: what they know, and what they can't reach.
///
/// In the collection `servers`, a document for each, by MongoDB's clock; those of servers that died go by themselves.
package struct ServerRecords: Sendable {
    let mongo: MongoClient

    static let servers = "servers"
    /// A server that has said nothing for so long is dead, or can't reach MongoDB.
    private static let silenceOfTheDead: Duration = .seconds(2)
    private static let keptFor: Duration = .seconds(60)

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
    ///   - unreachable: the Redis servers that it can't reach.
    package func note(_ name: String, goesBy version: Int64, unreachable: [String]) async throws(MongoError) {
        try await mongo.update(
            in: Self.servers,
            MongoUpdate(
                ["_id": .string(name)],
                [
                    [
                        "$set": [
                            "version": .int64(version), "at": "$$NOW",
                            "unreachable": ["$literal": .array(unreachable.map(BSONValue.string))],
                        ]
                    ]
                ],
                upsert: true
            )
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
                            "unreachable": ["$ifNull": ["$unreachable", []]],
                        ]
                    ]
                ],
                upsert: true
            ),
            timeout: limit
        )
    }

    /// Those that live, by MongoDB's clock.
    package func living() async throws(MongoError) -> [LivingServer] {
        let silence: BSONValue = .int64(Self.silenceOfTheDead.inMilliseconds)
        let documents = try await mongo.find(
            in: Self.servers,
            FindQuery(["$expr": ["$gt": ["$at", ["$subtract": ["$$NOW", silence]]]]]),
            limit: 10_000
        )
        return try documents.map { document throws(MongoError) in
            LivingServer(
                name: try document.required("_id", \.stringValue),
                version: try document.required("version", \.int64Value),
                unreachable: (document.array("unreachable") ?? []).compactMap(\.stringValue)
            )
        }
    }

    /// Says that a server has stopped.
    package func leave(_ name: String, within limit: Duration) async throws(MongoError) {
        try await mongo.delete(from: Self.servers, ["_id": .string(name)], one: true, timeout: limit)
    }
}
