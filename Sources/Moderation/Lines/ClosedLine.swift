/// A line that hands out nothing any more.
package struct ClosedLine: Sendable {
    /// The claims that stand, oldest first, by the store's clock.
    package private(set) var held: [HeldClaim]
    /// By which the store knows who closed it last.
    package let mark: String
    /// When it was closed, by the store's clock.
    package let now: Timestamp
    /// Whether nothing can be missing of the claims: the store has lost nothing since they were made.
    package let isWhole: Bool
    /// When the clock was read, by this process's own.
    private let readAt = ContinuousClock.now

    package init(held: [HeldClaim], mark: String, now: Timestamp, isWhole: Bool) {
        self.held = held
        self.mark = mark
        self.now = now
        self.isWhole = isWhole
    }

    /// The same with the claims, where these are read behind it.
    package func holding(_ held: [HeldClaim]) -> ClosedLine {
        var line = self
        line.held = held
        return line
    }

    /// By how much the store's clock is ahead of another one, of which a reading is given that was taken when `other` was.
    package func ahead(of other: Timestamp, readAt: ContinuousClock.Instant) -> Duration {
        now.since(other) - (self.readAt - readAt)
    }

    /// By how much the store's clock is ahead of another store's.
    package func ahead(of other: ClosedLine) -> Duration { ahead(of: other.now, readAt: other.readAt) }
}
