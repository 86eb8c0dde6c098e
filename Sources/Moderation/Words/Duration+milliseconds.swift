extension Duration {
    /// Whole milliseconds, rounded towards zero; 2^60, to either side, for what lasts longer.
    package var inMilliseconds: Int64 {
        // Its parts have no room for all that a duration can be.
        guard self < .milliseconds(Self.longest) else { return Self.longest }
        guard self > .milliseconds(-Self.longest) else { return -Self.longest }
        return components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }

    private static let longest: Int64 = 1 << 60
}
