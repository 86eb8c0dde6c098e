package import Moderation
package import MongoClient
import Synchronization

/// MongoDB's clock, as well as it can be known here: what the primary last said, and the time that has passed since by
/// this process's monotonic clock. The host's wall clock has no part in it.
package final class MongoClock: Sendable {
    private let mongo: MongoClient
    private let state = Mutex(State())

    private struct State {
        var reading: Reading?
        var latestAnswer = Timestamp(milliseconds: 0)
    }

    private struct Reading {
        let server: Timestamp
        let local: ContinuousClock.Instant
        /// Half of the time that the answer took.
        let inaccuracy: Duration

        var now: Timestamp { server + age }
        var age: Duration { ContinuousClock.now - local }
    }

    /// How far two machines' clocks can drift apart in between is far below a millisecond.
    package static let goodFor: Duration = .seconds(10)
    /// By how much readings can differ only because a question or an answer was slow.
    private static let imprecision: Duration = .seconds(5)

    package init(mongo: MongoClient) { self.mongo = mongo }

    /// The time now, never earlier than it was before, unless another primary has quite another time. Asks MongoDB where
    /// the last reading is older than `age`.
    package func now(byReadingWithin age: Duration = goodFor) async throws(MongoError) -> Timestamp {
        let known = state.withLock { $0.reading }
        if let known, known.age < age { return answer(known) }
        let fresh = try await read()
        state.withLock { $0.reading = fresh }
        return answer(fresh)
    }

    /// How far off what is told can be, for want of a faster answer.
    package var inaccuracy: Duration { state.withLock { $0.reading?.inaccuracy ?? .zero } }

    /// What the clock said when it was last asked.
    package func reading() async throws(MongoError) -> ClockReading {
        _ = try await now()
        guard let reading = state.withLock({ $0.reading }) else { throw .malformed("hello: no time") }
        return ClockReading(
            reading.server,
            askedAt: reading.local - reading.inaccuracy,
            readAt: reading.local + reading.inaccuracy
        )
    }

    private func read() async throws(MongoError) -> Reading {
        let asked = ContinuousClock.now
        let reply = try await mongo.command(["hello": 1], kind: .readWrite, database: "admin", timeout: .seconds(5))
        let time = try reply.required("localTime", \.dateMilliseconds)
        // The server read its clock somewhere between question and answer.
        let inaccuracy = (ContinuousClock.now - asked) / 2
        return Reading(server: Timestamp(milliseconds: time), local: asked + inaccuracy, inaccuracy: inaccuracy)
    }

    private func answer(_ reading: Reading) -> Timestamp {
        state.withLock { state in
            let now = reading.now
            let stepsBackALittle = now < state.latestAnswer && state.latestAnswer < now + Self.imprecision
            if !stepsBackALittle { state.latestAnswer = now }
            return state.latestAnswer
        }
    }
}
