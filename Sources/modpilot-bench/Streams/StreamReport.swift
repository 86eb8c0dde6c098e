/// What a claim takes with so many streams that hold items, by one connection.
struct StreamReport: Report {
    /// Items in line in each case.
    var waiting: Int
    /// Claims of each case over HTTP, and as many by redis-benchmark.
    var claims: Int
    var rows: [Row] = []

    struct Row: Sendable, Encodable {
        var streams: Int
        /// In milliseconds.
        var httpP50: Double
        var httpP99: Double
        var redisP50: Double
        var redisP99: Double
        /// Of a call of the script inside Redis, the mean, by Redis's own count.
        var scriptMicroseconds: Double
    }

    var text: String {
        let columns = ["HTTP p50", "ratio", "p99", "Redis p50", "ratio", "p99", "in Redis", "ratio"]
        var lines = [
            "Latency of a claim from `default` by the number of streams that hold items: \(Format.number(waiting)) items "
                + "in line in each case, \(Format.number(claims)) claims each, one connection, in turns",
            "", Format.row("streams", columns),
        ]
        lines += rows.map { row in
            Format.row(
                Format.number(row.streams),
                [
                    Format.milliseconds(row.httpP50), ratio(row, \.httpP50), Format.milliseconds(row.httpP99),
                    Format.milliseconds(row.redisP50), ratio(row, \.redisP50), Format.milliseconds(row.redisP99),
                    Format.number(row.scriptMicroseconds, digits: 1) + " µs", ratio(row, \.scriptMicroseconds),
                ]
            )
        }
        lines += [
            "", "Redis: the script alone, by redis-benchmark; in Redis: its mean time without the way there and back.",
        ]
        return lines.joined(separator: "\n")
    }

    private func ratio(_ row: Row, _ value: (Row) -> Double) -> String {
        guard let first = rows.first, value(first) > 0 else { return "" }
        return Format.number(value(row) / value(first), digits: 2)
    }
}
