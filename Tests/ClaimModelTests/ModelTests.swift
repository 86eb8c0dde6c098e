import ClaimFixtures
import EventLoop
import Moderation
import RedisClient
import TestSupport
import Testing

/// The same random calls on the reference and on Redis: equal answers and equal states, and Redis sound, at every stage.
///
/// `config/test --model N` runs this alone, with as many operations as told.
@Suite struct ModelTests {
    /// Sequences under way on each loop: while one waits for Redis, another works.
    private static let sequencesAtOnce = 3
    /// A sequence during which the machine stood still is made again so often.
    private static let attempts = 3

    @Test func `the store on Redis answers and holds what the reference does`() async throws {
        let plan = try ModelPlan.ofEnvironment()
        let progress = ModelProgress(plan)
        let loops = try TestLoops.pair()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (first, second) in [(loops[0], loops[1]), (loops[1], loops[0])] {
                for _ in 0..<Self.sequencesAtOnce {
                    group.addTask(executorPreference: first) {
                        try await Self.makeSequences(progress, on: [first, second])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(progress.end() >= plan.operations)
    }

    private static func makeSequences(_ progress: ModelProgress, on loops: [EventLoop]) async throws {
        let url = try TestEnvironment.redisURL
        let connections = try loops.map { try RedisConnection.forTest(url, on: $0) }
        do {
            while let seed = progress.nextSeed() { progress.add(try await makeSequence(seed, over: connections)) }
        } catch {
            progress.stop()
            for connection in connections { await connection.close() }
            throw error
        }
        for connection in connections { await connection.close() }
    }

    private static func makeSequence(_ seed: UInt64, over connections: [RedisConnection]) async throws -> Int {
        for attempt in 1... {
            var sequence = try await ModelSequence(seed: seed, over: connections)
            do {
                try await sequence.run()
                return sequence.operations
            } catch let difference as ModelDifference {
                guard sequence.drift > ModelTime.mostDrift, attempt < attempts else { throw difference }
            }
        }
        return 0
    }
}
