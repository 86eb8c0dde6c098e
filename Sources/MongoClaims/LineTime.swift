import Moderation
import MongoClient
package import MongoShared
import Synchronization

/// The clock of lines: MongoDB's.
package final class LineTime: Sendable {
    private let clock: MongoClock
    private let shifted = Mutex(Duration.zero)

    package init(clock: MongoClock) { self.clock = clock }

    /// By how much lines are ahead of MongoDB's clock. Nothing but tests, which can't wait for a lease to end, ever sets
    /// it.
    package var shift: Duration { shifted.withLock { $0 } }

    /// Lets time pass for all lines that are served with this clock.
    package func letPass(_ duration: Duration) { shifted.withLock { $0 += duration } }

    /// How far off readings can be at the moment.
    var inaccuracy: Duration { clock.inaccuracy }

    /// MongoDB's clock, by a reading of the last `age`.
    func server(byReadingWithin age: Duration = MongoClock.goodFor) async throws(MongoError) -> Timestamp {
        try await clock.now(byReadingWithin: age)
    }
}
