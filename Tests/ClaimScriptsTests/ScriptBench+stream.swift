import ClaimFixtures
import RedisClient
import Testing

/// The stream into ingestion, as producers, other consumers and the two scripts see it.
extension ScriptBench {
    /// Sends entries, one for each verdict; gives their ids.
    @discardableResult
    func send(_ verdicts: String...) async throws -> [String] {
        var ids: [String] = []
        for verdict in verdicts {
            ids.append(try await send(fields: ["verdict", .string(verdict)]))
        }
        return ids
    }

    @discardableResult
    func send(fields: [RedisArgument]) async throws -> String {
        try #require(try await redis.send(["XADD", .string(keys.verdicts), "*"] + fields).string)
    }

    @discardableResult
    func take(_ most: Int64 = 10, bytes: Int64 = 1 << 20, idle: Int64 = 60_000) async throws -> Taken {
        try Taken(try await run("take", .integer(most), .integer(bytes), .integer(idle), 100))
    }

    /// - Parameter outcomes: id, outcome and detail of each entry, flat.
    @discardableResult
    func settle(_ number: String, idle: Int64 = 60_000, _ outcomes: [String]) async throws -> [Int64] {
        let reply = try await run(
            "settle",
            list: [.string(number), 604_800_000, .integer(idle)] + outcomes.map { .string($0) }
        )
        let fields = try #require(reply.array)
        try #require(fields.first == .bulk("ok"))
        return fields.dropFirst().compactMap(\.integer)
    }

    /// The ids that are pending in the group `ingestion`.
    func pendingVerdicts() async throws -> [String] {
        try await redis.send(["XPENDING", keys.verdicts, "ingestion", "-", "+", "1000"]).array?
            .compactMap { $0.array?.first?.string } ?? []
    }
}

/// The reply of `take`, taken apart.
struct Taken {
    /// The number of the stream.
    let number: String
    let ids: [String]
    let verdicts: [RedisValue]

    init(_ reply: RedisValue) throws {
        let fields = try #require(reply.array)
        try #require(fields.count == 3)
        try #require(fields[0] == .bulk("ok"))
        number = try #require(fields[1].string)
        let entries = try #require(fields[2].array)
        ids = stride(from: 0, to: entries.count, by: 2).compactMap { entries[$0].string }
        verdicts = stride(from: 1, to: entries.count, by: 2).map { entries[$0] }
    }
}
