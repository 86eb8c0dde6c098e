import Moderation

/// What stands at a seq after an attempt to append there.
enum AppendAnswer: Sendable {
    case ours(LogEntry)
    /// Another server was faster, or this attempt came too late to be valid.
    case others(LogEntry)
    /// Nothing was written by this attempt.
    case notDone(StoreFailure)
    /// Whether it was written shows when it is repeated.
    case unknown(StoreFailure)
}
