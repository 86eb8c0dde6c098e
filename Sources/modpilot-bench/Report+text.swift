import Foundation

extension Report {
    /// For people.
    var text: String {
        var lines = [
            "Claims per second: \(Self.number(claimsOfATurn)) claims a turn, \(Self.number(waiting)) items waiting at its "
                + "beginning, \(connections) connections with one claim in flight each",
            "",
            Self.row("", http.indices.map { "round \($0 + 1)" } + ["median", "p50", "p99"]),
            Self.row("HTTP", Self.cells(http)),
            Self.row("redis-benchmark", Self.cells(redis)),
            "",
            "HTTP reaches " + ratio.formatted(.number.precision(.fractionLength(2)))
                + " of redis-benchmark (medians of both, which took turns)",
            "Processor time a claim, HTTP: \(Self.processor(http))",
            "Processor time a claim, redis-benchmark: \(Self.processor(redis))",
            "Server memory, resident: \(Self.megabytes(memory.start)) before, \(Self.megabytes(memory.end)) after, "
                + "\(Self.megabytes(memory.peak)) at most",
        ]
        if !backlogs.isEmpty {
            lines += [
                "", "HTTP latency by backlog, one connection", "", Self.row("waiting", ["p50", "p99", "claims"]),
            ]
            lines += backlogs.map { point in
                Self.row(
                    Self.number(point.waiting),
                    [Self.milliseconds(point.p50), Self.milliseconds(point.p99), Self.number(point.claims)]
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func cells(_ turns: [Turn]) -> [String] {
        turns.map { number(Int($0.claimsPerSecond)) }
            + [number(Int(rate(turns))), milliseconds(p50(turns)), milliseconds(p99(turns))]
    }

    private static func processor(_ turns: [Turn]) -> String {
        func median(_ value: (Turn.ProcessorTime) -> Double) -> String {
            "\(Int(Quantiles(turns.map { value($0.processor) }).median.rounded())) µs"
        }
        return "server \(median(\.server)), Redis \(median(\.redis)), whole machine \(median(\.machine))"
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        name.padding(toLength: 18, withPad: " ", startingAt: 0)
            + cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }.joined()
    }

    private static func number(_ value: Int) -> String {
        value.formatted(.number.locale(Locale(identifier: "en_US")))
    }

    private static func megabytes(_ bytes: Int) -> String {
        (Double(bytes) / 1_048_576).formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en_US")))
            + " MiB"
    }

    static func milliseconds(_ value: Double) -> String {
        value.formatted(.number.precision(.fractionLength(3)).locale(Locale(identifier: "en_US"))) + " ms"
    }
}
