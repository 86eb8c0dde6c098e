extension ClaimReport {
    /// For people.
    var text: String {
        var lines = [
            "Claims per second: \(Format.number(claimsOfATurn)) claims a turn, \(Format.number(waiting)) items waiting at its "
                + "beginning, \(connections) connections with one claim in flight each",
            "",
            Format.row("", http.indices.map { "round \($0 + 1)" } + ["median", "p50", "p99"]),
            Format.row("HTTP", Self.cells(http)),
            Format.row("redis-benchmark", Self.cells(redis)),
            "",
            "HTTP reaches " + Format.number(ratio, digits: 2)
                + " of redis-benchmark (medians of both, which took turns)",
            "Processor time a claim, HTTP: \(Self.processor(http))",
            "Processor time a claim, redis-benchmark: \(Self.processor(redis))",
            "Server memory, resident: \(Format.megabytes(memory.start)) before, \(Format.megabytes(memory.end)) after, "
                + "\(Format.megabytes(memory.peak)) at most",
        ]
        if !backlogs.isEmpty {
            lines += [
                "", "HTTP latency by backlog, one connection", "", Format.row("waiting", ["p50", "p99", "claims"]),
            ]
            lines += backlogs.map { point in
                Format.row(
                    Format.number(point.waiting),
                    [Format.milliseconds(point.p50), Format.milliseconds(point.p99), Format.number(point.claims)]
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func cells(_ turns: [Turn]) -> [String] {
        turns.map { Format.number(Int($0.claimsPerSecond)) }
            + [Format.number(Int(rate(turns))), Format.milliseconds(p50(turns)), Format.milliseconds(p99(turns))]
    }

    private static func processor(_ turns: [Turn]) -> String {
        func median(_ value: (Turn.ProcessorTime) -> Double) -> String {
            "\(Int(Quantiles(turns.map { value($0.processor) }).median.rounded())) µs"
        }
        return "server \(median(\.server)), Redis \(median(\.redis)), whole machine \(median(\.machine))"
    }
}
