/// Which entries of a log an image makes superfluous.
struct LogTrim: Sendable {
    /// What is before was deleted before.
    let from: Int64
    /// Stays, so that a log that was ever written is never empty, and so does what is behind.
    let to: Int64
}
