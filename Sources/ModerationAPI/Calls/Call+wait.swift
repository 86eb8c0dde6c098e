extension Call {
    /// The longest that a caller can wait, in seconds.
    private static let mostSeconds = 30

    /// How long the caller waits while there is nothing to give.
    func wait() throws(APIProblem) -> Duration {
        try query.seconds("wait", upTo: Self.mostSeconds)
    }
}
