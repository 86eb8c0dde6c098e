import Foundation
import Moderation
import MongoClient
import RedisClient
import TestSupport

/// What a client costs in Redis that has more pending items than its window takes, while a server runs.
struct WindowMemory {
    private let rig: Rig
    private let mongo: MongoClient
    private let window: Int

    static let most = 5_000_000
    private static let quickWindow = 1_000
    /// Lines of one file, so that what is on the disk at a time is bounded.
    private static let linesOfAFile = 100_000
    private static let patience: Duration = .seconds(600)
    /// Rounds of the server's background pass, which moves items in and out.
    private static let settlingTime: Duration = .seconds(5)

    static func run(_ count: Int, _ options: BenchOptions) async throws -> WindowReport {
        let window = options.isQuick ? quickWindow : ClientSettings().maxQueued
        guard count > window else {
            throw BenchFailure.misuse("--backlog-memory: more than \(window), which fit in Redis")
        }
        let mongo = try MongoClient(uri: options.mongoURL, threads: 1)
        let settings = options.isQuick ? ["--max-queued", String(window)] : []
        let report = try await Rig.run(options, settings: settings) { rig in
            try await WindowMemory(rig: rig, mongo: mongo, window: window).measure(count)
        }
        await mongo.close()
        return report
    }

    private func measure(_ count: Int) async throws -> WindowReport {
        let empty = try await point(pending: 0, seconds: 0)
        let full = try await point(pending: window, seconds: try await ingest(0..<window))
        let beyond = try await point(pending: count, seconds: try await ingest(window..<count))
        try await Task.sleep(for: Self.settlingTime)
        let settled = try await point(pending: count, seconds: Self.settlingTime / .seconds(1))
        return WindowReport(
            window: window,
            empty: empty,
            full: full,
            beyond: beyond,
            settled: settled,
            peakMemory: try await rig.redis.info("memory", "used_memory_peak")
        )
    }

    /// Takes posts in through the ingestion module; gives the seconds that it took.
    private func ingest(_ posts: Range<Int>) async throws -> Double {
        var taken: Duration = .zero
        for start in stride(from: posts.lowerBound, to: posts.upperBound, by: Self.linesOfAFile) {
            let end = min(start + Self.linesOfAFile, posts.upperBound)
            let folder = try Folder("window")
            let lines = (start..<end).map { number in
                #"{"post_id":"post-\#(number)","verdict":"manual_review","content":{"text":"Is this post all right?"}}"#
            }
            try lines.joined(separator: "\n").write(toFile: folder.path("lines"), atomically: false, encoding: .utf8)
            let begun = ContinuousClock.now
            try await rig.command.ingest(folder.path("lines"), for: rig.targets[0].client, within: Self.patience)
            taken += ContinuousClock.now - begun
            Terminal.error("\(end) posts taken in, after \(Format.number(taken / .seconds(1), digits: 1)) s")
        }
        return taken / .seconds(1)
    }

    private func point(pending: Int, seconds: Double) async throws -> WindowReport.Point {
        let stored = try await count(nil, hint: "pending_by_line")
        guard stored == pending else {
            throw BenchFailure.failed("MongoDB has \(stored) pending items instead of \(pending)")
        }
        let inRedis = try await rig.targets[0].items()
        guard inRedis <= window else {
            throw BenchFailure.failed("\(inRedis) items are in Redis, which is to hold \(window)")
        }
        return WindowReport.Point(
            pending: pending,
            inRedis: inRedis,
            onShelf: try await count(("queued_in", -1), hint: "on_shelf"),
            usedMemory: try await rig.redis.info("memory", "used_memory"),
            seconds: seconds
        )
    }

    private func count(_ more: (String, BSONValue)?, hint: BSONValue) async throws -> Int {
        var filter: BSONDocument = ["client": .string(rig.targets[0].client.description), "status": "pending"]
        if let (name, value) = more { filter.append(name, value) }
        return try await mongo.countDocuments(in: "items", filter, hint: hint, timeout: Self.patience)
    }
}
