import Moderation
import MongoClient

/// Follows what all servers append, for all clients together, and hands it to the replicas of this server.
///
/// One change stream, resumed where it broke. Where MongoDB has none, because it is no replica set, the ends of the logs
/// whose lines are loaded are looked at instead, four times a second.
struct LogWatch: Sendable {
    let mongo: MongoClient
    let server: String
    /// Hands an entry to its replica.
    let deliver: @Sendable (ClientID, LogEntry) async -> Void
    /// Brings all replicas up to the ends of their logs: it is not known what was missed.
    let catchUp: @Sendable () async -> Void
    /// Hears whether everything that others append comes here by itself.
    let follows: @Sendable (Bool) -> Void
    let report: @Sendable (String) -> Void

    /// How long MongoDB waits before it says that nothing has come.
    private static let wait: Duration = .seconds(5)
    private static let pollingPause: Duration = .milliseconds(250)
    private static let shortestPause: Duration = .milliseconds(100)
    private static let longestPause: Duration = .seconds(2)

    /// Runs until the task is cancelled.
    func run() async {
        var token: BSONDocument?
        var pause = Self.shortestPause
        while !Task.isCancelled {
            let began = ContinuousClock.now
            do throws(MongoError) {
                try await follow(&token)
            } catch {
                follows(false)
                if error.isWithoutChanges { return await poll() }
                // The next stream begins anew then, and whoever has a line reads what was missed.
                if error.isHistoryLost { token = nil }
                if !Task.isCancelled { report("the change stream of the log broke: \(error)") }
            }
            if ContinuousClock.now - began > Self.longestPause { pause = Self.shortestPause }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
        follows(false)
    }

    private func follow(_ token: inout BSONDocument?) async throws(MongoError) {
        var last = token
        defer { token = last }
        try await mongo.withChanges(
            of: LineLog.collection,
            pipeline,
            after: token,
            wait: Self.wait
        ) { (changes) async throws(MongoError) in
            if last == nil { await catchUp() }
            last = changes.token ?? last
            while true {
                let events = try await changes.next()
                for event in events { try await deliver(event) }
                last = changes.token ?? last
                // Whatever was missed while the stream was broken has come by now.
                follows(true)
            }
        }
    }

    /// This server's own entries come by a shorter way.
    private var pipeline: [BSONDocument] {
        [
            [
                "$match": [
                    "operationType": "insert", "fullDocument.by": ["$not": ["$regex": .string("^\(server)-")]],
                ]
            ],
            [
                "$project": [
                    "fullDocument.client": 1, "fullDocument.seq": 1, "fullDocument.by": 1, "fullDocument.epoch": 1,
                    "fullDocument.at": 1, "fullDocument.written_at": 1, "fullDocument.digest": 1,
                    "fullDocument.ahead": 1,
                    "fullDocument.commands": 1,
                ]
            ],
        ]
    }

    private func deliver(_ event: BSONDocument) async throws(MongoError) {
        guard let document = event.document("fullDocument") else { return }
        let client = ClientID(stored: try document.required("client", \.stringValue))
        await deliver(client, try LogDocument.read(document))
    }

    private func poll() async {
        report("MongoDB is no replica set: waiting calls are woken by looking at the log four times a second")
        while !Task.isCancelled {
            await catchUp()
            try? await Task.sleep(for: Self.pollingPause)
        }
    }
}
