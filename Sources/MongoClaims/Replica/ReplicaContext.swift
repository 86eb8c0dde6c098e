package import Lines
package import Moderation
import Synchronization

/// What the replicas of one server share.
final class ReplicaContext: Sendable {
    /// Begins the name of all that this server writes.
    let server: String
    let imageSteps: ImageSteps
    let times: LineTimes
    let loads = LineLoads()
    let clocks = ClockLags()
    let signal: LineSignals
    let report: @Sendable (String) -> Void
    private let counter = Atomic<UInt64>(0)
    private let isFollowing = Atomic(false)

    init(
        server: String,
        imageSteps: ImageSteps,
        times: LineTimes,
        signal: @escaping LineSignals,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.server = server
        self.imageSteps = imageSteps
        self.times = times
        self.signal = signal
        self.report = report
    }

    /// Whether this server hears at once what others append.
    var follows: Bool { isFollowing.load(ordering: .acquiring) }

    func note(follows: Bool) { isFollowing.store(follows, ordering: .releasing) }

    func nextID() -> UInt64 { counter.add(1, ordering: .relaxed).newValue }

    /// Of an attempt to append, or of an image: nobody else's, ever.
    func nextNonce() -> String { "\(server)-\(String(nextID(), radix: 16))" }
}

/// Hears what there is for those who wait, of one client.
package typealias LineSignals = @Sendable (ClientID, LineSignal) -> Void
