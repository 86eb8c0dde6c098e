import ClaimFixtures
import RedisClient
import Testing

/// The calls that go through all that there is.
extension ScriptBench {
    struct Page {
        var cursor = "0"
        var items: [[String]] = []
        /// `kind post`, and the detail where there is one.
        var flaws: [String] = []
        /// Kind, post and detail of each.
        var flawWords: [[String]] = []
        var unread: [String] = []
    }

    static let overdueAfter: Int64 = 10_000

    private func keysOf(_ queues: [String]) -> [String] {
        queues.flatMap { queue in
            [keys.waiting(queue), keys.deadlines(queue), keys.avoided(queue)]
                + ClientKeys.priorities.map { keys.stream(queue, $0) }
        }
    }

    func inspect(
        _ part: String = "items",
        cursor: String = "0",
        limit: Int64 = 200,
        place: Int64 = 0,
        queues: [String] = ["default"],
        posts: [String] = []
    ) async throws -> Page {
        let reply = try await run(
            "inspect",
            list: [.string(part), .string(cursor), .integer(limit), .integer(Self.overdueAfter), .integer(place)]
                + (queues + posts).map { .string($0) },
            moreKeys: keysOf(queues)
        )
        let fields = try #require(reply.array)
        try #require(fields.first == .bulk("ok"), "\(reply)")
        func texts(_ value: RedisValue) -> [String] {
            (value.array ?? []).map { $0.string ?? "\($0.integer ?? -1)" }
        }
        func groups(_ texts: [String], of size: Int) -> [[String]] {
            stride(from: 0, to: texts.count, by: size).map { Array(texts[$0..<$0 + size]) }
        }
        return Page(
            cursor: fields[1].string ?? "",
            items: groups(texts(fields[2]), of: 4),
            flaws: groups(texts(fields[3]), of: 3).map { $0.filter { !$0.isEmpty }.joined(separator: " ") },
            flawWords: groups(texts(fields[3]), of: 3),
            unread: texts(fields[4])
        )
    }

    /// The flaws of all parts, sorted.
    func flaws(queues: [String] = ["default"]) async throws -> [String] {
        var found: [String] = []
        for part in ["items", "claims", "holders"] { found += try await inspect(part, queues: queues).flaws }
        for part in ["waiting", "deadlines"] + ClientKeys.priorities {
            for place in 1...queues.count {
                found += try await inspect(part, place: Int64(place), queues: queues).flaws
            }
        }
        return found.sorted()
    }

    @discardableResult
    func mend(
        _ post: String,
        detail: String = "",
        queues: [String] = ["default"]
    ) async throws -> [String] {
        let reply = try await run(
            "mend",
            list: [.string(post), .string(detail), .integer(Self.overdueAfter)]
                + queues.map { .string($0) },
            moreKeys: keysOf(queues)
        )
        return (reply.array ?? []).map { $0.string ?? "\($0)" }
    }

    /// Gives the words of the reply.
    @discardableResult
    func check(found: String = "", queues: [String] = ["default", "escalated"]) async throws -> [String] {
        let reply = try await run(
            "check",
            list: [.string(found)] + queues.map { .string($0) },
            moreKeys: keysOf(queues)
        )
        return (reply.array ?? []).map { $0.string ?? "\($0)" }
    }
}
