extension Duration {
    /// Whole nanoseconds, rounded up, between none and ten years.
    package var clampedNanoseconds: UInt64 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        let longest: Int64 = 10 * 365 * 86_400
        guard seconds < longest else { return UInt64(longest) * 1_000_000_000 }
        return UInt64(seconds) * 1_000_000_000 + UInt64((attoseconds + 999_999_999) / 1_000_000_000)
    }
}
