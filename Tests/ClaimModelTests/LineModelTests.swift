import Moderation
import Testing

/// The same random calls on the reference and on a line: equal answers and equal states after every one. Half as many as
/// `ModelPlan` says.
@Suite struct LineModelTests {
    @Test func `a line answers and holds what the reference does`() async throws {
        let whole = try ModelPlan.ofEnvironment()
        let plan = ModelPlan(seed: whole.seed, operations: (whole.operations + 1) / 2)
        let progress = ModelProgress(plan, of: "line model test")
        while let seed = progress.nextSeed() {
            var sequence = try await LineSequence(seed: seed)
            try await sequence.run()
            progress.add(sequence.operations)
        }
        #expect(progress.end() >= plan.operations)
    }
}
