package import Lines
package import Moderation
import Synchronization

/// What the replicas of one server share.
final class ReplicaContext: Sendable {
    /// Begins the name of all that this server writes.
    let server: String
    let imageSteps: ImageSteps
    let signal: LineSignals
    let report: @Sendable (String) -> Void
    private let counter = Atomic<UInt64>(0)

    init(
        server: String,
        imageSteps: ImageSteps,
        signal: @escaping LineSignals,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.server = server
        self.imageSteps = imageSteps
        self.signal = signal
        self.report = report
    }

    func nextID() -> UInt64 { counter.add(1, ordering: .relaxed).newValue }

    /// Of an attempt to append, or of an image: nobody else's, ever.
    func nextNonce() -> String { "\(server)-\(String(nextID(), radix: 16))" }
}

/// Hears what there is for those who wait, of one client.
package typealias LineSignals = @Sendable (ClientID, LineSignal) -> Void
