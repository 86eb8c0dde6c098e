import Foundation
import MongoClient
import TestSupport

/// Breaks what the two stores hold of a client by hand, and tells whether anything of it has changed.
struct Wrecker: Sendable {
    let tenant: Tenant

    func key(_ kind: String) -> String { "moderation-\(kind)-{\(tenant.id)}" }
    var waiting: String { key("waiting") + ":default" }
    var deadlines: String { key("deadlines") + ":default" }

    func redis(_ words: String...) async throws {
        _ = try await tenant.redis(words)
    }

    /// Takes a waiting item out of Redis, as if it had never come.
    func drop(_ post: String) async throws {
        let record = try await tenant.redis("HGET", key("items"), post)
        let item = try LooseJSON((record.string ?? "").utf8)
        try await redis("HDEL", key("items"), post)
        try await redis("ZREM", waiting, post)
        try await redis("XDEL", key("pending"), item["entry"].string ?? "")
    }

    /// Puts an item into line again, in round 1.
    func putBack(_ post: String) async throws {
        let entry = try await tenant.redis(
            "XADD",
            key("pending"),
            "*",
            "post_id",
            post,
            "round",
            "1",
            "content",
            "{}",
            "ai",
            "{}",
            "metadata",
            "{}"
        ).string
        let due = Int(Date().timeIntervalSince1970) * 1_000
        let record =
            #"{"round":1,"queue":"default","priority":"normal","entry":"\#(entry ?? "")","#
            + #""queued_at":\#(due),"due_at":\#(due)}"#
        try await redis("HSET", key("items"), post, record)
        try await redis("ZADD", waiting, "\(due)", post)
        try await redis("SADD", key("queues"), "default")
    }

    /// A claim's decision began a minute ago, and whoever looks into it next does so in a minute only.
    func leaveHalfDecided(_ post: String) async throws {
        let claim = try await tenant.redis("HGET", key("claims"), post).string ?? ""
        let now = Int(Date().timeIntervalSince1970) * 1_000
        try await redis("HSET", key("claims"), post, #"{"deciding":\#(now - 60_000),"# + claim.dropFirst())
        try await redis("ZADD", deadlines, "\(now + 60_000)", post)
    }

    /// Changes items in MongoDB.
    func mongo(_ posts: [String], set fields: BSONDocument) async throws {
        try await Archive.update(
            ["client": .string(tenant.id), "post": ["$in": .array(posts.map(BSONValue.string))]],
            ["$set": .document(fields)],
            of: tenant
        )
    }

    /// Dates what the record says of all items back by a minute, so that nobody can be about to go on with it.
    func letAge() async throws {
        var dates = BSONDocument()
        for name in ["ingested_at", "queued_at", "decided_at", "withdrawn_at"] {
            dates.append(name, ["$subtract": [.string("$\(name)"), 60_000]])
        }
        let filter: BSONDocument = ["client": .string(tenant.id)]
        try await Archive.update(filter, [["$set": .document(dates)]], of: tenant)
    }

    /// Equal only where nothing of the client changed, in either store.
    func fingerprint() async throws -> [String] {
        let script = "return redis.sha1hex(redis.call('DUMP', KEYS[1]))"
        var prints: [String] = []
        for key in try await tenant.redis("KEYS", "*{\(tenant.id)}*").array.compactMap(\.string).sorted() {
            prints.append("\(key) \(try await tenant.redis("EVAL", script, "1", key).string ?? "")")
        }
        return prints + [try await Archive.text(of: tenant)]
    }
}
