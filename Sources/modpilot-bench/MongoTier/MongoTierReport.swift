import Foundation

/// Claims per second on MongoDB alone, of each turn.
struct MongoTierReport: Report {
    let callers: Int
    /// Of a turn of the tier.
    let claims: Int
    var plain: [String: [Double]] = [:]
    var tier: [Double] = []

    /// The tier's median turn, in relation to the best plain way's.
    var ratio: Double {
        let best = plain.values.map { Quantiles($0).median }.max() ?? 0
        return Quantiles(tier).median / max(best, 1)
    }

    var text: String {
        var lines = ["claims per second, \(callers) callers at once, median of the turns (lowest and highest)"]
        for (name, rates) in plain.sorted(by: { $0.key < $1.key }) { lines.append(Self.line("plain, \(name)", rates)) }
        lines.append(Self.line("tier mongo", tier))
        lines.append("tier mongo, times the best plain way: \(Format.number(ratio, digits: 1))")
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ rates: [Double]) -> String {
        name.padding(toLength: 40, withPad: " ", startingAt: 0)
            + "\(whole(Quantiles(rates).median)) (\(whole(rates.min() ?? 0)) to \(whole(rates.max() ?? 0)))"
    }

    private static func whole(_ rate: Double) -> String { Format.number(Int(rate.rounded())) }
}
