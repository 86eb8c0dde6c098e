package import Cluster
package import MongoClient

/// Which Redis is in force, by the name that all servers give it: in `settings`, a document `redis/NAME` for each.
extension ServerRecords {
    package func redisInForce(
        _ names: some Collection<RedisName>
    ) async throws(MongoError) -> [RedisName: RedisInForce] {
        let documents = try await mongo.find(
            in: ClientRecords.settings,
            FindQuery(["_id": ["$in": .array(names.map { .string(Self.id($0)) })]]),
            limit: 10_000,
            timeout: Self.patience
        )
        var found: [RedisName: RedisInForce] = [:]
        for document in documents {
            let id = try document.required("_id", \.stringValue)
            found[RedisName(String(id.dropFirst(Self.prefix.count)))] = RedisInForce(
                identity: try document.required("identity", \.stringValue),
                address: document.string("address") ?? ""
            )
        }
        return found
    }

    /// Puts a Redis in force where `known` still is, or where none is yet; nothing happens where somebody was faster.
    package func putInForce(
        _ redis: RedisInForce,
        as name: RedisName,
        insteadOf known: RedisInForce?
    ) async throws(MongoError) {
        let fields: BSONDocument = [
            "identity": ["$literal": .string(redis.identity)], "address": ["$literal": .string(redis.address)],
            "since": "$$NOW",
        ]
        let filter: BSONDocument = [
            "_id": .string(Self.id(name)), "identity": known.map { .string($0.identity) } ?? .null,
        ]
        do throws(MongoError) {
            try await mongo.update(
                in: ClientRecords.settings,
                MongoUpdate(filter, [["$set": .document(fields)]], upsert: known == nil),
                timeout: Self.patience
            )
        } catch  where error.isDuplicateKey {
            // Somebody else has put the first one in force.
        }
    }

    private static let prefix = "redis/"

    private static func id(_ name: RedisName) -> String { prefix + name.text }
}
