import Foundation

/// Times as answers tell them.
enum StoreClock {
    /// Milliseconds since 1970 of `2026-11-20T09:30:00.125Z`.
    static func milliseconds(_ text: String) throws -> Int64 {
        let date = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
        return Int64((date.timeIntervalSince1970 * 1_000).rounded())
    }
}
