import Synchronization

/// The clock of the reference stores: it only moves when told.
package final class ManualClock: Sendable {
    private let instant: Mutex<Timestamp>

    package init(startingAt now: Timestamp = Timestamp(milliseconds: 1_763_632_800_000)) { instant = Mutex(now) }

    package var now: Timestamp { instant.withLock { $0 } }

    package func advance(by duration: Duration) {
        instant.withLock { $0 = $0 + duration }
    }
}
