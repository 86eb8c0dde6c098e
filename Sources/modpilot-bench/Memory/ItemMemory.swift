import EventLoop
import Foundation
import Moderation
import RedisClaims
import RedisClient
import TestSupport

/// What the items of a file cost in Redis while they wait.
///
/// They go in as a file of a client's goes in, by `modpilot ingest`; no server runs beside it, so that nothing else is in Redis.
enum ItemMemory {
    private static let patience: Duration = .seconds(600)
    private static let mostQueued = 10_000_000

    static func run(_ file: String, _ options: BenchOptions) async throws -> MemoryReport {
        let sizes = try JSONSizes(file: file)
        guard sizes.items > 0 else { throw BenchFailure.failed("\(file) has no verdict for manual review") }
        let command = ModPilotCommand(options)
        let loop = try EventLoop(name: "bench")
        defer { loop.stop() }
        let redis = try RedisConnection(try RedisURL(options.redisURL), on: loop)
        try await warmUp(command)
        let client = try await command.addClient(["--max-queued", String(mostQueued)]).client
        let before = try await redis.info("memory", "used_memory")
        Terminal.error("taking in \(file)")
        try await command.ingest(file, for: client, within: patience)
        let after = try await redis.info("memory", "used_memory")
        let parts = try await parts(of: client, in: redis)
        let waiting = try await redis.count(["HLEN", ClaimKeys(client: client, queue: .default).all[1]])
        await redis.close()
        guard waiting == sizes.items else {
            throw BenchFailure.failed("\(waiting) items are in Redis instead of \(sizes.items)")
        }
        return MemoryReport(sizes, usedBefore: before, usedAfter: after, parts: parts)
    }

    /// Another client's item, so that the scripts are in Redis before anything is measured.
    private static func warmUp(_ command: ModPilotCommand) async throws {
        let folder = try Folder("warm-up")
        try #"{"post_id":"first","verdict":"manual_review","content":{}}"#
            .write(toFile: folder.path("line"), atomically: false, encoding: .utf8)
        try await command.ingest(folder.path("line"), for: try await command.addClient([]).client, within: patience)
    }

    /// By kind of key, as Redis's own MEMORY USAGE estimates it, all elements counted.
    private static func parts(of client: ClientID, in redis: RedisConnection) async throws -> [MemoryReport.Part] {
        var bytes: [String: Int] = [:]
        var keys: [String: Int] = [:]
        func add(_ kind: String, _ key: String) async throws {
            guard let size = try await redis.send(["MEMORY", "USAGE", key, "SAMPLES", "0"], timeout: patience).integer
            else { return }
            bytes[kind, default: 0] += Int(size)
            keys[kind, default: 0] += 1
        }
        let ofClient = ClaimKeys(client: client, queue: .default).all[..<7]
        for key in ofClient { try await add(key == ofClient[1] ? "items" : "other", key) }
        let names = try await redis.send(["SMEMBERS", ClaimKeys.queues(of: client)]).array ?? []
        for name in names.compactMap(\.string) {
            let all = ClaimKeys(client: client, queue: QueueName(stored: name)).all
            try await add("waiting", all[7])
            for key in all[8..<10] { try await add("other", key) }
            for key in all[10...] { try await add("streams", key) }
        }
        return ["streams", "items", "waiting", "other"].map {
            MemoryReport.Part(kind: $0, keys: keys[$0] ?? 0, bytes: bytes[$0] ?? 0)
        }
    }
}
