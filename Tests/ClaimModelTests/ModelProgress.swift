import Foundation
import Synchronization

/// Hands out the sequences of a run to those who make them, and counts what was done.
final class ModelProgress: Sendable {
    private let plan: ModelPlan
    private let name: String
    private let start = ContinuousClock.now
    private let counts = Mutex(Counts())

    private struct Counts {
        var begun: UInt64 = 0
        var operations = 0
        var sequences = 0
        var isOver = false
    }

    /// A line is printed each time that so many operations are done.
    private static let told = 100_000

    init(_ plan: ModelPlan, of name: String = "model test") {
        self.plan = plan
        self.name = name
        tell("\(plan.operations) operations from MODPILOT_MODEL_SEED=\(plan.seed)")
    }

    /// To standard error, which holds nothing back: a long run is watched.
    private func tell(_ text: String) {
        FileHandle.standardError.write(Data("\(name): \(text)\n".utf8))
    }

    /// The seed of the next sequence; nil when enough is done.
    func nextSeed() -> UInt64? {
        counts.withLock { counts in
            guard !counts.isOver, counts.operations < plan.operations else { return nil }
            defer { counts.begun += 1 }
            return plan.seed &+ counts.begun
        }
    }

    func add(_ operations: Int) {
        let (before, after) = counts.withLock { counts in
            let before = counts.operations
            counts.operations += operations
            counts.sequences += 1
            return (before, counts.operations)
        }
        if before / Self.told < after / Self.told, after < plan.operations { tell(summary) }
    }

    /// Tells what was done in all.
    func end() -> Int {
        tell(summary)
        return counts.withLock { $0.operations }
    }

    /// Nothing more is begun.
    func stop() { counts.withLock { $0.isOver = true } }

    private var summary: String {
        let (operations, sequences) = counts.withLock { ($0.operations, $0.sequences) }
        let seconds = max(1, (ContinuousClock.now - start).components.seconds)
        return
            "\(operations) operations in \(sequences) sequences, \(seconds) s, \(operations / Int(seconds)) a second, "
            + "from MODPILOT_MODEL_SEED=\(plan.seed)"
    }
}
