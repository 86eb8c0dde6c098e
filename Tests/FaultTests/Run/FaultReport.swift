import Foundation
import Synchronization

/// What a run did and found, told while it goes on and at its end.
final class FaultReport: Sendable {
    private struct State {
        var faults: [FaultKind: [Duration]] = [:]
        var operations: [String: Int] = [:]
        var violations: [Violation] = []
        var ingested = 0
        var decided = 0
        var resultsLostWithStore = 0
        var longestCall = Duration.zero
    }

    private let plan: FaultPlan
    private let start = Moment.now
    private let state = Mutex(State())

    init(_ plan: FaultPlan) {
        self.plan = plan
        let length = plan.minutes.map { "\($0) minutes" } ?? "the short form"
        tell("\(length), tier \(plan.tier.rawValue), from MODPILOT_FAULT_SEED=\(plan.seed)")
    }

    var violations: [Violation] { state.withLock { $0.violations } }

    /// To standard error, which holds nothing back: a long run is watched.
    private func tell(_ text: String) {
        FileHandle.standardError.write(Data("fault test: \(text)\n".utf8))
    }

    private var minute: String { Self.seconds(Moment.now.since(start) / 60, digits: 1) }

    func happened(_ kind: FaultKind, _ detail: String = "", recovery: Duration?, operations: Int) {
        let all = state.withLock { state in
            state.faults[kind, default: []].append(recovery ?? .seconds(60))
            return state.operations.values.reduce(operations, +)
        }
        let recovered = recovery.map { "recovered in \(Self.seconds($0)) s" } ?? "not recovered"
        let name = detail.isEmpty ? kind.rawValue : "\(kind.rawValue) (\(detail))"
        tell("minute \(minute): \(name), \(all) operations, \(recovered)")
    }

    func add(_ count: FullCount, of record: LoadRecord, period: Int) {
        let (operations, longestCall) = (record.operations, record.longestCall)
        state.withLock { state in
            state.operations.merge(operations, uniquingKeysWith: +)
            state.longestCall = max(state.longestCall, longestCall)
            state.violations += count.violations
            state.ingested += count.ingested
            state.decided += count.decided
            state.resultsLostWithStore += count.resultsLostWithStore
        }
        tell(
            "minute \(minute): period \(period + 1) counted: \(count.ingested) ingested, \(count.decided) decided, "
                + "\(count.violations.count) violations, MODPILOT_FAULT_SEED=\(plan.seed)"
        )
        for violation in count.violations.prefix(20) {
            tell("VIOLATION \(violation)")
            guard !violation.post.isEmpty else { continue }
            for line in count.history(of: violation.post) { tell("    \(line)") }
        }
    }

    /// The whole of it as a table and as one line of JSON.
    func end() {
        let state = state.withLock { $0 }
        var lines = ["", "operations"]
        for (name, number) in state.operations.sorted(by: { $0.key < $1.key }) where number > 0 {
            lines.append("  \(Self.padded(name, 44)) \(number)")
        }
        lines.append("\(Self.padded("faults", 32)) times  median  worst  (seconds until both servers serve)")
        for kind in FaultKind.allCases {
            guard let times = state.faults[kind]?.sorted() else { continue }
            let (median, worst) = (Self.seconds(times[times.count / 2]), Self.seconds(times[times.count - 1]))
            lines.append(
                "  \(Self.padded(kind.rawValue, 30)) \(Self.padded("\(times.count)", 6)) \(Self.padded(median, 7)) \(worst)"
            )
        }
        lines.append("longest call: \(Self.seconds(state.longestCall)) s")
        lines.append("count")
        for (name, number) in counts(state) { lines.append("  \(Self.padded(name, 44)) \(number)") }
        tell(lines.joined(separator: "\n"))
        tell(json(state))
    }

    private func counts(_ state: State) -> [(String, Int)] {
        [
            ("ingested", state.ingested), ("decided", state.decided),
            ("results lost with the store", state.resultsLostWithStore),
        ] + Violation.Kind.allCases.map { kind in (kind.rawValue, state.violations.count { $0.kind == kind }) }
    }

    private func json(_ state: State) -> String {
        func object(_ members: [(String, String)]) -> String {
            "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        }
        let faults = FaultKind.allCases.compactMap { kind -> (String, String)? in
            guard let times = state.faults[kind]?.sorted() else { return nil }
            let members = [
                ("times", "\(times.count)"), ("median", Self.seconds(times[times.count / 2])),
                ("worst", Self.seconds(times[times.count - 1])),
            ]
            return (kind.rawValue, object(members))
        }
        return object([
            ("seed", "\(plan.seed)"), ("tier", "\"\(plan.tier.rawValue)\""), ("minutes", minute),
            ("operations", object(state.operations.sorted { $0.key < $1.key }.map { ($0, "\($1)") })),
            ("faults", object(faults)), ("longest_call", Self.seconds(state.longestCall)),
            ("count", object(counts(state).map { ($0, "\($1)") })),
        ])
    }

    private static func seconds(_ duration: Duration, digits: Int = 3) -> String {
        String(
            format: "%.\(digits)f",
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        )
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
