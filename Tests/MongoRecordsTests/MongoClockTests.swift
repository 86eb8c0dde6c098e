import Moderation
import MongoClient
import MongoShared
import Testing

@testable import MongoRecords

struct MongoClockTests {
    @Test func `the clock is the server's, and never goes back`() async throws {
        try await withRecords { bench in
            let clock = MongoClock(mongo: bench.mongo)
            let before = try await serverTime(bench)
            let times = try await atOnce(50) { _ in
                let first = try await clock.now()
                return (first, try await clock.now())
            }
            let after = try await serverTime(bench)
            #expect(times.allSatisfy { $0.0 <= $0.1 })
            // A slow question or answer makes it less precise, at most by half of what both took.
            let slack = (after - before) / 2 + 2
            for (first, second) in times {
                #expect(first.milliseconds >= before - slack && second.milliseconds <= after + slack)
            }
        }
    }

    private func serverTime(_ bench: Bench) async throws -> Int64 {
        try await bench.mongo.command(["hello": 1], kind: .readWrite).required("localTime", \.dateMilliseconds)
    }
}
