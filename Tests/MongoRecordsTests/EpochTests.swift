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

    @Test func `another Redis serves once the line has come to MongoDB, and the old one raises nothing`() async throws {
        try await withRecords { bench in
            let old = bench.client
            let first = RedisAddress(url: "redis://:$s3cret@127.0.0.1:7000/1")
            var settings = old.settings
            settings.redis = first
            #expect(try await bench.clients.set(settings, of: old.id))
            let leaving = try #require(try await bench.clients.client(old.id))
            #expect(leaving == Client(id: old.id, settings: old.settings, movesTo: .own(first)))
            #expect(leaving.wanted == settings)
            // Served where it was until then.
            let place = LinePlace(store: .redis, epoch: 2)
            #expect(try await bench.records.raiseEpoch(of: old, from: 1) == 2)
            #expect(try await bench.records.place(of: old.id) == place)

            let away = try await bench.records.move(old.id, from: place, to: place.arrived(in: .mongo))
            #expect(away == LinePlace(store: .mongo, epoch: 3, servedSince: 3))
            let moved = try #require(try await bench.clients.client(old.id))
            #expect(moved == Client(id: old.id, settings: settings, servedSince: 3))
            for epoch: Int64 in [1, 2, 3] {
                await #expect(throws: StoreFailure.self) { try await bench.records.raiseEpoch(of: old, from: epoch) }
            }
            let there = try await bench.records.move(old.id, from: away, to: away.arrived(in: .redis))
            #expect(there == LinePlace(store: .redis, epoch: 4, servedSince: 3))

            // The same once more, with another lease, is no move.
            settings.lease = .seconds(9)
            #expect(try await bench.clients.set(settings, of: old.id))
            #expect(try await bench.clients.client(old.id) == Client(id: old.id, settings: settings, servedSince: 3))

            // Back to the server's, which is thought better of, and then wanted all the same.
            var back = settings
            back.redis = nil
            #expect(try await bench.clients.set(back, of: old.id))
            #expect(try await bench.clients.client(old.id)?.movesTo == .shared)
            #expect(try await bench.clients.set(settings, of: old.id))
            #expect(try await bench.clients.client(old.id)?.movesTo == nil)
            #expect(try await bench.clients.set(back, of: old.id))
            _ = try await bench.records.move(old.id, from: there, to: there.arrived(in: .mongo))
            #expect(try await bench.clients.client(old.id) == Client(id: old.id, settings: back, servedSince: 5))
        }
    }

    @Test func `a line that is in MongoDB takes the change as it begins anew there`() async throws {
        try await withRecords { bench in
            let (id, start) = (bench.client.id, LinePlace(store: .redis, epoch: 1))
            let here = try await bench.records.move(id, from: start, to: start.arrived(in: .mongo))
            var settings = bench.client.settings
            settings.redis = RedisAddress(url: "redis://127.0.0.1:7000")
            #expect(try await bench.clients.set(settings, of: id))
            #expect(try await bench.records.place(of: id) == here)
            let leaving = try await bench.records.move(id, from: here, to: here.leaving(for: .mongo))
            #expect(try await bench.clients.client(id)?.movesTo != nil)
            let anew = try await bench.records.move(id, from: leaving, to: leaving.arrived(in: .mongo))
            #expect(anew == LinePlace(store: .mongo, epoch: 3, servedSince: 3))
            #expect(try await bench.clients.client(id) == Client(id: id, settings: settings, servedSince: 3))
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
