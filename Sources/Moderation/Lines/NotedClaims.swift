/// The claims of a client that hold, as a journal has them.
package struct NotedClaims: Sendable {
    /// Oldest first, by the journal's clock.
    package let held: [HeldClaim]
    /// When they were read, by the journal's clock.
    package let now: Timestamp
    /// The same, by this process's own.
    package let readAt: ContinuousClock.Instant

    package init(held: [HeldClaim], now: Timestamp, readAt: ContinuousClock.Instant = .now) {
        self.held = held
        self.now = now
        self.readAt = readAt
    }
}
