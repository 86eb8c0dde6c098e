import ClaimFixtures
import RedisClient
import Testing

/// The calls that most tests begin with.
extension ScriptBench {
    static let due: Int64 = 1_763_632_800_000
    static let lease: Int64 = 300_000

    /// Puts one item into line as new.
    @discardableResult
    func publish(
        _ post: String,
        due: Int64 = 0,
        round: Int64 = 1,
        queue: String = "default",
        priority: String = "normal"
    ) async throws -> RedisValue {
        try await run(
            "publish",
            queue: queue,
            .string(queue),
            .string(priority),
            .integer(.max >> 12),
            "",
            1_000,
            .string(post),
            .integer(round),
            .integer(Self.due),
            .integer(Self.due + due),
            .string(#"{"post":"\#(post)"}"#),
            #"{"ai":1}"#,
            #"{"meta":2}"#,
            ""
        )
    }

    /// Claims up to `limit` items for a moderator who may hold ten.
    @discardableResult
    func claim(_ moderator: String, _ limit: Int64 = 1, queue: String = "default") async throws -> Claimed {
        let reply = try await run(
            "claim",
            queue: queue,
            .string(moderator),
            .string(queue),
            .integer(limit),
            .integer(Self.lease),
            10,
            3
        )
        return try Claimed(reply)
    }

    @discardableResult
    func decide(
        _ post: String,
        by moderator: String,
        naming generation: String = "",
        queue: String = "default"
    ) async throws -> RedisValue {
        try await run(
            "decide",
            queue: queue,
            .string(post),
            .string(moderator),
            .string(generation),
            10_000,
            .string(queue),
            "",
            ""
        )
    }

    @discardableResult
    func acknowledge(
        _ post: String,
        round: Int64 = 1,
        queue: String = "default",
        decidedIn epoch: Int64 = 1,
        lookedIn lookEpoch: String = "",
        upTo entry: String = ""
    ) async throws -> RedisValue {
        try await run(
            "acknowledge",
            queue: queue,
            .string(post),
            .integer(round),
            .string(queue),
            .integer(epoch),
            604_800_000,
            .string("d-\(post)"),
            "approved",
            "ann",
            "2025-11-20T10:00:00.000Z",
            .string(#"{"decision_id":"d-\#(post)"}"#),
            .string(lookEpoch),
            .string(entry)
        )
    }

    @discardableResult
    func expire(queue: String = "default", limit: Int64 = 200) async throws -> RedisValue {
        try await run("expire", queue: queue, .string(queue), .integer(limit), 10_000, 3)
    }
}

/// The reply of `claim`, taken apart.
struct Claimed {
    let now: Int64
    let ready: Int64
    let claimed: Int64
    let nextDeadline: Int64
    let elsewhere: Int64
    let released: Int64
    let items: [[RedisValue]]
    let ended: [RedisValue]
    let damaged: [RedisValue]
    let filling: Int64

    init(_ reply: RedisValue) throws {
        let fields = try #require(reply.array)
        try #require(fields.count == 11)
        try #require(fields[0] == .bulk("ok"))
        now = try #require(fields[1].integer)
        ready = try #require(fields[2].integer)
        claimed = try #require(fields[3].integer)
        nextDeadline = try #require(fields[4].integer)
        elsewhere = try #require(fields[5].integer)
        released = try #require(fields[6].integer)
        items = try #require(fields[7].array).compactMap(\.array)
        ended = try #require(fields[8].array)
        damaged = try #require(fields[9].array)
        filling = try #require(fields[10].integer)
    }

    var posts: [String] { items.compactMap { $0.first?.string } }
    var generations: [String] { items.compactMap { $0.count > 6 ? $0[6].string : nil } }
}
