import Moderation
import Testing

@testable import MongoRecords

struct EpochTests {
    @Test func `a client begins in epoch 1, and each raise is by one`() async throws {
        try await withRecords { bench async throws in
            let id = bench.client.id
            #expect(try await bench.records.epoch(of: id) == 1)
            #expect(try await bench.records.raiseEpoch(of: bench.client, from: 1) == 2)
            // Whoever comes late gets what is in force.
            #expect(try await bench.records.raiseEpoch(of: bench.client, from: 1) == 2)
            #expect(try await bench.records.epoch(of: id) == 2)
        }
    }

    @Test func `callers that raise at once raise it once`() async throws {
        try await withRecords { bench in
            for epoch: Int64 in 1...20 {
                let raised = try await atOnce(4) { _ in
                    try await bench.records.raiseEpoch(of: bench.client, from: epoch)
                }
                #expect(raised.allSatisfy { $0 == epoch + 1 })
            }
        }
    }

    @Test func `with another Redis begins an epoch, which the old place can't raise`() async throws {
        try await withRecords { bench in
            let old = bench.client
            _ = try await bench.records.raiseEpoch(of: old, from: 1)
            var settings = old.settings
            settings.redis = RedisAddress(url: "redis://:$s3cret@127.0.0.1:7000/1")
            #expect(try await bench.clients.set(Client(id: old.id, settings: settings)))
            let moved = try #require(try await bench.clients.client(old.id))
            #expect(moved == Client(id: old.id, settings: settings, servedSince: 3))
            #expect(try await bench.records.epoch(of: old.id) == 3)

            for epoch: Int64 in [1, 2, 3] {
                await #expect(throws: StoreFailure.self) { try await bench.records.raiseEpoch(of: old, from: epoch) }
            }
            #expect(try await bench.records.epoch(of: old.id) == 3)
            #expect(try await bench.records.raiseEpoch(of: moved, from: 3) == 4)

            // The same once more, with another lease, is no move.
            settings.lease = .seconds(9)
            #expect(try await bench.clients.set(Client(id: old.id, settings: settings)))
            #expect(try await bench.clients.client(old.id)?.servedSince == 3)
            #expect(try await bench.records.epoch(of: old.id) == 4)

            settings.redis = nil
            #expect(try await bench.clients.set(Client(id: old.id, settings: settings)))
            let back = try #require(try await bench.clients.client(old.id))
            #expect(back == Client(id: old.id, settings: settings, servedSince: 5))
            await #expect(throws: StoreFailure.self) { try await bench.records.raiseEpoch(of: moved, from: 5) }
            #expect(try await bench.records.raiseEpoch(of: back, from: 5) == 6)
        }
    }

    @Test func `there is no epoch of a client that does not exist`() async throws {
        try await withRecords { bench in
            let nobody = try ClientID("nobody")
            await #expect(throws: StoreFailure.self) { try await bench.records.epoch(of: nobody) }
            await #expect(throws: StoreFailure.self) {
                try await bench.records.raiseEpoch(of: Client(id: nobody), from: 1)
            }
        }
    }
}
