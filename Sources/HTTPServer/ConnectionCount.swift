import Synchronization

/// How many connections all lanes of a server hold.
final class ConnectionCount: Sendable {
    private let limit: Int
    private let value = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = limit
    }

    var current: Int { value.load(ordering: .relaxed) }

    /// False if there is no room for another one.
    func enter() -> Bool {
        guard value.add(1, ordering: .relaxed).newValue <= limit else {
            leave()
            return false
        }
        return true
    }

    func leave() {
        value.subtract(1, ordering: .relaxed)
    }
}
