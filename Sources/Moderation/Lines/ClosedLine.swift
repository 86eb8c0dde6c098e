/// A line that hands out nothing any more.
package struct ClosedLine: Sendable {
    /// The claims that stand, oldest first, by the store's clock.
    package private(set) var held: [HeldClaim]
    /// By which the store knows who closed it last.
    package let mark: String
    /// The store's clock when it was closed.
    package let clock: ClockReading
    /// Whether nothing can be missing of the claims: the store has lost nothing since they were made.
    package let isWhole: Bool

    package init(held: [HeldClaim], mark: String, clock: ClockReading, isWhole: Bool) {
        self.held = held
        self.mark = mark
        self.clock = clock
        self.isWhole = isWhole
    }

    /// The same with the claims, where these are read behind it.
    package func holding(_ held: [HeldClaim]) -> ClosedLine {
        var line = self
        line.held = held
        return line
    }
}
