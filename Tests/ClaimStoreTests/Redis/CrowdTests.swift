import ClaimFixtures
import Moderation
import Testing

/// A crowd at a store that has yet to learn the client's epoch, or to find out that its data is lost.
@Suite struct CrowdTests {
    @Test func `the record is asked for all at once, and the epoch rises once for each loss`() async throws {
        try await StoreUnderTest.with(.redis) { store async throws in
            for loss in 0..<3 {
                let before = store.records.timesAsked
                let posts = try await withThrowingTaskGroup(of: [String].self) { group in
                    for number in 0..<400 {
                        group.addTask { try await store.claimed("m\(number)", on: number % 2) }
                    }
                    return try await group.reduce([], +)
                }
                #expect(posts == [])
                // Each of the two servers learns the epoch and opens the client, or finds it opened.
                #expect(store.records.timesAsked - before <= 40)
                let epoch = try await store.records.epoch(of: store.client.id)
                #expect(epoch <= 3 + Int64(loss) * 2)
                try await store.loseData()
            }
        }
    }
}
