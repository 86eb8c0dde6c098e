/// A fault that happened.
struct Strike: Sendable {
    /// The end of the fault, or the fault where it has no end: from here on recovery is timed.
    let over: Moment
    /// While the claim store may have lost data, in milliseconds by its clock.
    var loss: ClosedRange<Int64>?
    /// Puts back what is broken still, once recovery was timed.
    var mend: (@Sendable () async throws -> Void)?
}
