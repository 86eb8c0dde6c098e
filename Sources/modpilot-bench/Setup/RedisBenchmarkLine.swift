/// What `redis-benchmark --csv` prints of one command.
struct RedisBenchmarkLine: Sendable, Equatable {
    let requestsPerSecond: Double
    /// In milliseconds.
    let p50: Double
    let p99: Double

    /// The columns behind the command's own text, which may hold commas and quotes.
    private static let columns = [
        "rps", "avg_latency_ms", "min_latency_ms", "p50_latency_ms", "p95_latency_ms", "p99_latency_ms",
        "max_latency_ms",
    ]

    init(_ output: String) throws(BenchFailure) {
        let lines = output.split(separator: "\n").filter { $0.hasPrefix("\"") }
        guard lines.count == 2, Self.fields(lines[0]) == Self.columns else {
            throw .failed("redis-benchmark printed something else than expected: \(output.prefix(400))")
        }
        let values = Self.fields(lines[1]).compactMap { Double($0) }
        guard values.count == Self.columns.count else {
            throw .failed("redis-benchmark printed no numbers: \(lines[1].prefix(400))")
        }
        requestsPerSecond = values[0]
        p50 = values[3]
        p99 = values[5]
    }

    private static func fields(_ line: Substring) -> [String] {
        line.split(separator: ",").suffix(columns.count).map { $0.filter { $0 != "\"" } }
    }
}
