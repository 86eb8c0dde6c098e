/// A fault that happened.
struct Strike: Sendable {
    /// The end of the fault, or the fault where it has no end: from here on recovery is timed.
    let over: Moment
    /// Which of several ways it went.
    var detail = ""
    /// While the claim store may have lost data, in milliseconds by the machine's clock.
    var loss: ClosedRange<Int64>?
    /// From when on the claim store's clock is ahead of the machine's, and by how many milliseconds.
    var shift: ClockShift?
    /// Puts back what is broken still, once recovery was timed; where that is a fault of its own, it is one more.
    var mend: (@Sendable () async throws -> Strike?)?
}
