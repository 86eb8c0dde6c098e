import Moderation

/// When nothing stood behind the last entry that a replica has.
struct LogEnd: Sendable {
    /// By MongoDB's clock.
    var known = Timestamp(milliseconds: 0)
    /// By this process's, the same instant or earlier; nil for never.
    var read: ContinuousClock.Instant?

    /// How old it may be for an append to go ahead.
    private static let goodFor: Duration = .seconds(10)
    /// How old it may be when the append reaches MongoDB. An entry that stands there by then is not deleted for
    /// `LineTimes.oldEntries`, which is longer by far.
    private static let validFor: Duration = .seconds(30)

    var isFresh: Bool { read.map { ContinuousClock.now - $0 < Self.goodFor } ?? false }
    var validUntil: Timestamp { known + Self.validFor }
    /// Whether an append that was answered now came in time. MongoDB looks at `validUntil`, but another primary can have
    /// a clock that is behind.
    var isValid: Bool { read.map { ContinuousClock.now - $0 < Self.validFor } ?? false }
}
