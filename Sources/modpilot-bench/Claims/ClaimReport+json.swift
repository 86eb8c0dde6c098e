extension ClaimReport {
    /// For machines: the medians, and every turn.
    var json: String {
        get throws {
            let summary = Summary(
                httpClaimsPerSecond: Self.rate(http),
                redisClaimsPerSecond: Self.rate(redis),
                ratio: ratio,
                httpP50: Self.p50(http),
                httpP99: Self.p99(http),
                redisP50: Self.p50(redis),
                redisP99: Self.p99(redis),
                run: self
            )
            return try encoded(summary)
        }
    }

    private struct Summary: Encodable {
        let httpClaimsPerSecond: Double
        let redisClaimsPerSecond: Double
        let ratio: Double
        let httpP50: Double
        let httpP99: Double
        let redisP50: Double
        let redisP99: Double
        let run: ClaimReport
    }
}
