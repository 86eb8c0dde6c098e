/// A line that hands out nothing any more.
package struct ClosedLine: Sendable {
    /// The claims that stand, oldest first.
    package let held: [HeldClaim]
    /// By which the store knows who closed it last; empty where it loses nothing and need not know.
    package let mark: String

    package init(held: [HeldClaim], mark: String = "") {
        self.held = held
        self.mark = mark
    }
}
