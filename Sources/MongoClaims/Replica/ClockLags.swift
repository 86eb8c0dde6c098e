import Moderation
import Synchronization

/// Lines whose time is ahead of the primary's clock, because another primary had a clock that was.
final class ClockLags: Sendable {
    private let lags = Mutex<[ClientID: Duration]>([:])

    /// Clocks that are kept right differ by less.
    static let noticed: Duration = .seconds(5)

    /// - Parameter report: hears of it once, and when it is over.
    func note(_ lag: Duration, of client: ClientID, _ report: (String) -> Void) {
        let (before, now) = lags.withLock { lags in
            let before = lags.isEmpty
            lags[client] = lag > Self.noticed ? lag : nil
            return (before, lags.isEmpty)
        }
        guard before != now else { return }
        report(
            now
                ? "the clock of MongoDB's primary is right again"
                : "the clock of MongoDB's primary is \(lag.components.seconds) s behind that of the primary before: "
                    + "claims go on by the time that has passed since; set that clock right"
        )
    }

    func forget(_ client: ClientID) { lags.withLock { _ = $0.removeValue(forKey: client) } }

    /// The largest.
    var worst: Duration? { lags.withLock { $0.values.max() } }
}
