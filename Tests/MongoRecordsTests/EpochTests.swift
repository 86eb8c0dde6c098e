import Moderation
import Testing

@testable import MongoRecords

struct EpochTests {
    @Test func `a client begins in epoch 1, and each raise is by one`() async throws {
        try await withRecords { bench async throws in
            let id = bench.client.id
            #expect(try await bench.records.epoch(of: id) == 1)
            #expect(try await bench.records.raiseEpoch(of: id, from: 1) == 2)
            // Whoever comes late gets what is in force.
            #expect(try await bench.records.raiseEpoch(of: id, from: 1) == 2)
            #expect(try await bench.records.epoch(of: id) == 2)
        }
    }

    @Test func `callers that raise at once raise it once`() async throws {
        try await withRecords { bench in
            let id = bench.client.id
            for epoch: Int64 in 1...20 {
                let raised = try await atOnce(4) { _ in try await bench.records.raiseEpoch(of: id, from: epoch) }
                #expect(raised.allSatisfy { $0 == epoch + 1 })
            }
        }
    }

    @Test func `there is no epoch of a client that does not exist`() async throws {
        try await withRecords { bench in
            let nobody = try ClientID("nobody")
            await #expect(throws: StoreFailure.self) { try await bench.records.epoch(of: nobody) }
            await #expect(throws: StoreFailure.self) { try await bench.records.raiseEpoch(of: nobody, from: 1) }
        }
    }
}
