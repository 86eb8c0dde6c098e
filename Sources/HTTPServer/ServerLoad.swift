import Synchronization

/// What all lanes of a server hold together: connections, bytes of bodies that have arrived and whose requests are not answered,
/// and bytes of answers that nobody reads.
final class ServerLoad: Sendable {
    private let connectionLimit: Int
    private let byteLimit: Int
    private let unreadLimit: Int
    private let connections = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let unread = Atomic<Int>(0)

    init(limits: HTTPLimits) {
        connectionLimit = limits.connections
        byteLimit = limits.bodyBytesInFlight
        unreadLimit = limits.unreadBytes
    }

    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// False if there is no room for another connection.
    func enter() -> Bool {
        Self.add(1, to: connections, limit: connectionLimit)
    }

    func leave() {
        connections.subtract(1, ordering: .relaxed)
    }

    /// False if there is no room for so many bytes more.
    func hold(_ count: Int) -> Bool {
        Self.add(count, to: bytes, limit: byteLimit)
    }

    func release(_ count: Int) {
        bytes.subtract(count, ordering: .relaxed)
    }

    /// False if there is no room for an answer of so many bytes more.
    func holdUnread(_ count: Int) -> Bool {
        Self.add(count, to: unread, limit: unreadLimit)
    }

    func releaseUnread(_ count: Int) {
        unread.subtract(count, ordering: .relaxed)
    }

    private static func add(_ count: Int, to value: borrowing Atomic<Int>, limit: Int) -> Bool {
        guard value.add(count, ordering: .relaxed).newValue <= limit else {
            value.subtract(count, ordering: .relaxed)
            return false
        }
        return true
    }
}
