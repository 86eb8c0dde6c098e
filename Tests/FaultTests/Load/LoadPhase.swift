/// How far a period is.
enum LoadPhase: Sendable {
    /// Faults happen, and callers do all that callers do.
    case working
    /// No more faults and nothing more comes in; all that is left is decided.
    case draining
    case over
}
