/// Whether the other servers still take this one for alive, judged by this server alone.
///
/// MongoDB takes over the claims of a Redis once every living server has stopped using it. A server that can't reach MongoDB
/// does not hear of that, so it must stop by itself before the others may take it for dead:
///
/// - It counts `limit` from the moment its last confirmed sign of life was *sent*, by its own monotonic clock. MongoDB had that
///   sign no earlier, and nobody saw it earlier than that.
/// - The others count `LivingServers.silenceOfTheDead` from the moment they first *saw* the sign, by a monotonic clock as well.
/// - So there are 500 ms in between. MongoDB's clock and the hosts' clocks have no part in it; clocks that run at different
///   speeds differ by less than a millisecond in 2 s. There is no timer to be late: each call compares, once more behind its
///   last write and before it tells anybody.
package struct Liveness: Sendable {
    package static let limit: Duration = .milliseconds(1_500)

    private var confirmedAt: ContinuousClock.Instant?
    /// Whether there were others when the last sign of life was confirmed.
    package private(set) var knowsOthers = false
    /// How often too much time has passed between two confirmations: lines may have been moved meanwhile.
    package private(set) var lapses = 0

    package init() {}

    /// - Parameters:
    ///   - sentAt: when the sign of life was sent that is confirmed.
    ///   - knowingOthers: whether there are other living servers.
    package mutating func confirm(
        sentAt: ContinuousClock.Instant,
        knowingOthers: Bool,
        at now: ContinuousClock.Instant
    ) {
        if hasLapsed(at: now) { lapses += 1 }
        confirmedAt = max(confirmedAt ?? sentAt, sentAt)
        knowsOthers = knowingOthers
    }

    /// Whether the last confirmation is too old, so that the next one begins anew: where lines are must be looked at first.
    package func hasLapsed(at now: ContinuousClock.Instant) -> Bool {
        confirmedAt.map { now - $0 > Self.limit } ?? false
    }

    package func isConfirmed(at now: ContinuousClock.Instant) -> Bool {
        confirmedAt.map { now - $0 <= Self.limit } ?? false
    }

    /// Whether claims may be handed out from a Redis for which MongoDB can take over. One that is alone goes on while MongoDB is
    /// away: there is nobody who could take over.
    package func mayHandOut(at now: ContinuousClock.Instant) -> Bool {
        confirmedAt != nil && (!knowsOthers || isConfirmed(at: now))
    }
}
