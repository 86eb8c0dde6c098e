import Synchronization

/// Says that the server is about to end, to those who would otherwise wait on.
final class StopSign: Sendable {
    private let isShown = Atomic(false)

    func show() { isShown.store(true, ordering: .relaxed) }

    /// Throws once the sign is shown, as if whoever waits were cancelled.
    func check() throws(CancellationError) {
        if isShown.load(ordering: .relaxed) { throw CancellationError() }
    }
}
