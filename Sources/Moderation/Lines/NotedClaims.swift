/// The claims of a client that hold, as a journal has them.
package struct NotedClaims: Sendable {
    /// Oldest first, by the journal's clock.
    package let held: [HeldClaim]
    /// The journal's clock when they were read.
    package let clock: ClockReading

    package init(held: [HeldClaim], clock: ClockReading) {
        self.held = held
        self.clock = clock
    }
}
