import Foundation
import MongoClient
import TestSupport

/// Looks into the system of record, past the servers.
enum Archive {
    /// Which of a client's items are counted.
    enum Selection {
        case all, pending
        /// Those with one decision, no more and no less.
        case decidedOnce
        /// Those whose result is not known to be published.
        case unpublished
        /// Those in which decisions under older claims are refused.
        case fenced
        /// Those that stand in no line, as far as is known.
        case notInLine
        /// Those with a round that ended without a decision and may still stand in Redis.
        case ended

        fileprivate var filter: BSONDocument {
            switch self {
            case .all: [:]
            case .pending: ["status": "pending"]
            case .decidedOnce: ["status": ["$in": ["approved", "rejected"]], "decisions": ["$size": 1]]
            case .unpublished: ["unpublished": ["$exists": true]]
            case .fenced: ["fence": ["$gt": 0]]
            case .notInLine: ["queued_in": 0]
            case .ended: ["ended": ["$exists": true]]
            }
        }
    }

    static func count(_ selection: Selection, of tenant: Tenant) async throws -> Int {
        var filter: BSONDocument = ["client": .string(tenant.id)]
        filter.fields += selection.filter.fields
        return try await with(tenant.pilot) { mongo throws(MongoError) in
            try await mongo.countDocuments(in: "items", filter)
        }
    }

    /// The epoch in which the client's claims are to be handed out.
    static func epoch(of tenant: Tenant) async throws -> Int64? {
        try await with(tenant.pilot) { mongo throws(MongoError) in
            try await mongo.findOne(in: "clients", FindQuery(["_id": .string(tenant.id)]))?.int64("epoch")
        }
    }

    /// The store that the client's line is in; nil while it is on its way to another one.
    static func line(of tenant: Tenant) async throws -> String? {
        try await with(tenant.pilot) { mongo throws(MongoError) in
            let client = try await mongo.findOne(in: "clients", FindQuery(["_id": .string(tenant.id)]))
            return client?.string("line_to") == nil ? client?.string("line_in") : nil
        }
    }

    /// Says that the client's line leaves for another store, and tells no server.
    static func announce(_ store: String, of tenant: Tenant) async throws {
        _ = try await with(tenant.pilot) { mongo throws(MongoError) in
            try await mongo.update(
                in: "clients",
                MongoUpdate(["_id": .string(tenant.id)], ["$set": ["line_to": .string(store)]])
            )
        }
    }

    /// The names of the servers that have said that they live.
    static func servers(of pilot: ModPilot) async throws -> Set<String> {
        try await with(pilot) { mongo throws(MongoError) in
            Set(try await mongo.find(in: "servers", FindQuery(), limit: 100).compactMap { $0.string("_id") })
        }
    }

    /// Says of a server that it lives, whatever became of it: for minutes, or until it says something itself.
    static func keepAlive(_ server: String, of pilot: ModPilot) async throws {
        _ = try await with(pilot) { mongo throws(MongoError) in
            try await mongo.update(
                in: "servers",
                MongoUpdate(["_id": .string(server)], [["$set": ["at": ["$add": ["$$NOW", 300_000]]]]])
            )
        }
    }

    /// Whether a claim on a post is written down.
    static func isInHistory(_ post: String, of tenant: Tenant) async throws -> Bool {
        try await with(tenant.pilot) { mongo throws(MongoError) in
            let claims: BSONDocument = [
                "client": .string(tenant.id), "post": .string(post), "event": "claimed",
            ]
            return try await mongo.findOne(in: "events", FindQuery(claims, concern: .local)) != nil
        }
    }

    /// Under which generations claims on a client's posts were made, and on which posts each.
    static func generations(of tenant: Tenant) async throws -> [Int64: Set<String>] {
        try await with(tenant.pilot) { mongo throws(MongoError) in
            let claims = FindQuery(["client": .string(tenant.id), "event": "claimed"])
            let documents = try await mongo.find(in: "events", claims, limit: 100_000)
            return documents.reduce(into: [:]) { generations, document in
                guard let generation = document.int64("generation"), let post = document.string("post") else { return }
                generations[generation, default: []].insert(post)
            }
        }
    }

    /// Every item of a client, with its newest version and round.
    static func versions(of tenant: Tenant) async throws -> [(post: String, version: String?, round: Int)] {
        try await with(tenant.pilot) { mongo throws(MongoError) in
            let query = FindQuery(["client": .string(tenant.id)])
            return try await mongo.find(in: "items", query, limit: 100_000).map { document in
                (document.string("post") ?? "", document.string("content_version"), Int(document.int64("round") ?? 0))
            }
        }
    }

    /// How many commands and queries this MongoDB has had.
    static func operations(_ pilot: ModPilot) async throws -> Int {
        try await with(pilot) { mongo throws(MongoError) in
            let status = try await mongo.command(["serverStatus": 1], kind: .read, database: "admin")
            let counters = status.document("opcounters")
            return Int((counters?.int64("query") ?? 0) + (counters?.int64("command") ?? 0))
        }
    }

    /// Whether a text stands anywhere in these collections.
    static func contains(_ text: String, in collections: [String], of pilot: ModPilot) async throws -> Bool {
        try await with(pilot) { mongo throws(MongoError) in
            for collection in collections {
                for document in try await mongo.find(in: collection, FindQuery(), limit: 1_000)
                where "\(BSONValue.document(document))".contains(text) {
                    return true
                }
            }
            return false
        }
    }

    /// Changes all items that match, behind the servers' backs.
    ///
    /// - Parameter change: operators, or a pipeline.
    static func update(_ filter: BSONDocument, _ change: BSONValue, of tenant: Tenant) async throws {
        _ = try await with(tenant.pilot) { mongo throws(MongoError) in
            try await mongo.update(in: "items", MongoUpdate(filter, change, multi: true))
        }
    }

    /// Puts an item there that no server has recorded: pending for an hour, and in no line.
    static func insert(_ post: String, of tenant: Tenant) async throws {
        let hourAgo = BSONValue.date(milliseconds: Int64(Date().timeIntervalSince1970 - 3_600) * 1_000)
        _ = try await with(tenant.pilot) { mongo throws(MongoError) in
            try await mongo.insert(
                into: "items",
                [
                    [
                        "_id": .string("\(tenant.id)/\(post)"), "schema": 1, "client": .string(tenant.id),
                        "post": .string(post), "round": 1, "status": "pending", "verdict": "manual_review",
                        "queue": "default", "priority": "normal", "labels": [], "ingested_at": hourAgo,
                        "queued_at": hourAgo, "due_at": hourAgo, "content": "{}", "ai": "{}", "metadata": "{}",
                        "queued_in": .int64(0),
                    ]
                ]
            )
        }
    }

    /// All that is recorded of a client's items, and the client itself.
    static func text(of tenant: Tenant) async throws -> String {
        try await with(tenant.pilot) { mongo throws(MongoError) in
            let items = FindQuery(["client": .string(tenant.id)], sort: ["_id": 1], concern: .local)
            let documents =
                try await mongo.find(in: "items", items, limit: 10_000)
                + mongo.find(in: "clients", FindQuery(["_id": .string(tenant.id)]), limit: 1)
            return documents.map { "\(BSONValue.document($0))" }.joined(separator: "\n")
        }
    }

    private static func with<Value>(
        _ pilot: ModPilot,
        _ body: (MongoClient) async throws(MongoError) -> Value
    ) async throws -> Value {
        let mongo = try MongoClient(uri: pilot.environment["MODPILOT_MONGO_URL"] ?? "", threads: 1)
        let result: Result<Value, MongoError>
        do throws(MongoError) {
            result = .success(try await body(mongo))
        } catch {
            result = .failure(error)
        }
        await mongo.close()
        return try result.get()
    }
}
