import Synchronization

/// Which Redis a connection leads to, and the number of that connection, for any thread to read.
final class KnownIdentity: Sendable {
    private let known = Mutex<(number: Int, text: String)?>(nil)

    var value: (number: Int, text: String)? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}
