import Synchronization

/// The number of the newest connection, for any thread to read.
final class ConnectionCounter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int {
        get { number.load(ordering: .acquiring) }
        set { number.store(newValue, ordering: .releasing) }
    }
}
