import Moderation
import Testing

@testable import MongoRecords

/// Random calls, one after the other, to MongoDB and to the reference in memory: both must answer alike.
struct ReferenceTests {
    @Test(arguments: [UInt64.random(in: 1...UInt64.max), 1, 2, 3])
    func `any sequence of calls is answered as by the reference`(_ seed: UInt64) async throws {
        try await withRecords { bench in
            var random = Seeded(state: seed)
            let reference = MemoryRecords()
            for step in 0..<150 {
                let call = Call.random(&random)
                let real = try await call.answer(of: bench.records, for: bench.client)
                if case .markOut = call { try await bench.flush() } else { await bench.records.flush() }
                let expected = try await call.answer(of: reference, for: bench.client)
                #expect(real == expected, "seed \(seed), step \(step): \(call)")
                // Only the published may get a new version, which the reference doesn't ask for.
                if case .decide(let post, let round, _) = call {
                    for records in [bench.records as any ItemRecords, reference] {
                        await records.markPublished(post, round: round, client: bench.client.id)
                    }
                    await bench.records.flush()
                }
            }
        }
    }

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        /// SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
