package import Moderation
package import MongoClient
import Synchronization

/// MongoDB's clock, as well as it can be known here: what the primary last said, and the time that has passed since by
/// this process's monotonic clock. The host's wall clock has no part in it.
package final class MongoClock: Sendable {
    private let mongo: MongoClient
    private let last = Mutex<Reading?>(nil)

    private struct Reading {
        let server: Timestamp
        let local: ContinuousClock.Instant
    }

    /// How far two machines' clocks can drift apart in between is far below a millisecond.
    private static let goodFor: Duration = .seconds(10)

    package init(mongo: MongoClient) { self.mongo = mongo }

    /// The time now. Asks MongoDB where the last reading is older than 10 s.
    package func now() async throws(MongoError) -> Timestamp {
        if let reading = last.withLock({ $0 }) {
            let passed = ContinuousClock.now - reading.local
            if passed < Self.goodFor { return reading.server + passed }
        }
        let asked = ContinuousClock.now
        let reply = try await mongo.command(["hello": 1], kind: .readWrite, database: "admin", timeout: .seconds(5))
        guard let time = reply.date("localTime") else { throw .malformed("hello: no localTime") }
        // The server read its clock somewhere between question and answer.
        let reading = Reading(server: Timestamp(milliseconds: time), local: asked)
        last.withLock { $0 = reading }
        return reading.server + (ContinuousClock.now - asked)
    }
}
