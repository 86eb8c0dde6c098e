import Foundation
import TestSupport

/// How long to break things, which, and from which seed.
struct FaultPlan: Sendable {
    /// Which store hands out the claims of the clients.
    enum Tier: String, Sendable { case redis, mongo }

    /// Of the long form; nil for the short one, in which each kind of fault happens once.
    let minutes: Int?
    let seed: UInt64
    let tier: Tier
    let kinds: [FaultKind]

    static func ofEnvironment() throws -> FaultPlan {
        let environment = ProcessInfo.processInfo.environment
        func value<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            guard let value = parse(text) else { throw Unexpected(description: "\(name): \(text)") }
            return value
        }
        let tier = try value("MODPILOT_FAULT_TIER", Tier.init(rawValue:)) ?? .redis
        let kinds = try value("MODPILOT_FAULT_KINDS") { text in
            let kinds = text.split(separator: ",").map { FaultKind(rawValue: String($0)) }
            return kinds.contains(nil) ? nil : kinds.compactMap(\.self)
        }
        return FaultPlan(
            minutes: try value("MODPILOT_FAULT_MINUTES") { Int($0).flatMap { $0 > 0 ? $0 : nil } },
            seed: try value("MODPILOT_FAULT_SEED") { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max >> 1),
            tier: tier,
            kinds: (kinds ?? FaultKind.allCases).filter { $0.concerns(tier) }
        )
    }

    /// The longest that a run takes, in minutes, whatever hangs in it.
    static var limitInMinutes: Int { ((try? ofEnvironment().minutes) ?? 0) * 3 / 2 + 15 }

    /// The kinds of each period in the order in which they happen: those that keep Redis's data and those that lose it
    /// take turns, because less can be asked of results after a loss. What is lost under other faults is asked as well:
    /// a period of losses holds some of the others.
    func kinds(ofPeriod number: Int) -> [FaultKind] {
        var chance = SeededGenerator(seed: seed &+ UInt64(number) &* 7_919)
        let keeping = kinds.filter { !$0.mayLoseData }.shuffled(using: &chance)
        let losing = kinds.filter(\.mayLoseData)
        guard number % 2 == 1, !losing.isEmpty else { return keeping }
        let others = minutes == nil ? [] : keeping.prefix(losing.count * 2)
        let times = minutes == nil ? 1 : 3
        return (Array(repeatElement(losing, count: times).joined()) + others).shuffled(using: &chance)
    }

    /// How many periods there are, where their number is not a matter of time.
    var periods: Int? {
        guard minutes == nil else { return nil }
        return kinds.contains(where: \.mayLoseData) ? 2 : 1
    }
}
