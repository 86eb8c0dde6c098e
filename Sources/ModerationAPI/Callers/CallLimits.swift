import Moderation
import Synchronization

/// What one client may have under way at this server, so that a flood of one is not everybody's.
///
/// The bounds stand far above what a large team and its backend come to; how many calls a second are answered is a setting of the
/// client.
package final class CallLimits: Sendable {
    /// What a call takes while it is under way.
    struct Share {
        let client: ClientID
        let bytes: Int
        let waits: Bool
    }

    private struct Use {
        var calls = 0
        var waiting = 0
        var bytes = 0
        /// Calls that may come at once, and since when more were added.
        var left: Double
        var filledAt: ContinuousClock.Instant
    }

    /// Calls that don't wait for work.
    static let mostCalls = 2_000
    /// Calls that wait.
    static let mostWaiting = 16_000
    /// Of bodies.
    static let mostBytes = 64 << 20

    private let uses = Mutex<[ClientID: Use]>([:])

    package init() {}

    /// Takes a share, to be given back by `leave`.
    func enter(
        _ client: Client,
        bytes: Int,
        waits: Bool,
        at now: ContinuousClock.Instant = .now
    ) throws(APIProblem) -> Share {
        let most = Double(client.settings.maxRequests)
        let refusal = uses.withLock { uses -> String? in
            var use = uses[client.id] ?? Use(left: most, filledAt: now)
            defer { uses[client.id] = use }
            // As many as a second brings can come at once.
            use.left = min(most, use.left + max(0, (now - use.filledAt) / .seconds(1)) * most)
            use.filledAt = now
            guard use.left >= 1 else { return "\(client.settings.maxRequests) calls a second are answered" }
            guard waits ? use.waiting < Self.mostWaiting : use.calls < Self.mostCalls else {
                return waits ? "\(Self.mostWaiting) calls wait already" : "\(Self.mostCalls) calls are under way"
            }
            // A single body always fits.
            guard bytes == 0 || use.bytes == 0 || use.bytes + bytes <= Self.mostBytes else {
                return "\(Self.mostBytes) bytes of bodies are under way"
            }
            use.left -= 1
            use.bytes += bytes
            if waits { use.waiting += 1 } else { use.calls += 1 }
            return nil
        }
        if let refusal {
            throw APIProblem(
                .tooManyRequests,
                "of client \(client.id) \(refusal) at this server; repeat the call in a second"
            )
        }
        return Share(client: client.id, bytes: bytes, waits: waits)
    }

    func leave(_ share: Share) {
        uses.withLock { uses in
            uses[share.client]?.bytes -= share.bytes
            if share.waits { uses[share.client]?.waiting -= 1 } else { uses[share.client]?.calls -= 1 }
        }
    }
}
