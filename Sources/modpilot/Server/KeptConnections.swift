import RedisClient
import Synchronization

/// The connections that a server keeps to one Redis, and gives up when its address leads to another one.
///
/// Whoever moves an address may leave the old Redis alive. While some connections lead there, two Redis hand out the same
/// posts; so what is kept goes as soon as it is seen, and what was under way on it fails.
final class KeptConnections: Sendable {
    private let connections: [RedisConnection]
    private let wakeUps: RedisSubscription
    private let purpose: String
    private let changes: LogChanges
    /// What the address led to when it was last seen. A subscription can't be asked where it leads.
    private let seen = Mutex<String?>(nil)

    init(connections: [RedisConnection], wakeUps: RedisSubscription, url: RedisURL, changes: LogChanges) {
        self.connections = connections
        self.wakeUps = wakeUps
        purpose = "keep connections to \(url)"
        self.changes = changes
    }

    /// Gives up those that lead to another Redis than the address does.
    func check(against identity: String) {
        let before = seen.withLock { seen in
            defer { seen = identity }
            return seen
        }
        if let before, before != identity { wakeUps.reconnect(because: RedisProbe.isElsewhere) }
        let elsewhere = connections.filter { connection in connection.knownIdentity.map { $0 != identity } ?? false }
        guard !elsewhere.isEmpty else { return changes.worked(purpose) }
        changes.failed(purpose, RedisProbe.isElsewhere)
        for connection in elsewhere { connection.reconnect(because: RedisProbe.isElsewhere) }
    }
}
