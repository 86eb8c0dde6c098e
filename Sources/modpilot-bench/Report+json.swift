import Foundation

extension Report {
    /// For machines: the medians, and every turn.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            encoder.keyEncodingStrategy = .convertToSnakeCase
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
            return String(decoding: try encoder.encode(summary), as: UTF8.self)
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
        let run: Report
    }
}
