/// Why a parked caller goes on.
enum WaitEnd {
    /// It is its turn to ask.
    case woken
    /// The wait that it asked for is over.
    case timeUp
    /// It may not wait any more.
    case dismissed
    /// Nobody listens to it any more.
    case cancelled
    /// The room is closed.
    case closed
}
