extension Duration {
    /// Whole milliseconds, of waits that are told in seconds or less.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
