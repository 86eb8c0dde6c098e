import Moderation
import Testing

/// The same random calls on the reference and on Redis: their answers must be equal, and Redis sound at every stage.
@Suite struct RandomTests {
    private static let steps = 2_000

    @Test(arguments: [0, 1, 8_106_015_514_237_157_750, 2] as [UInt64])
    func `the store on Redis answers as the reference does`(seed: UInt64) async throws {
        // The last of the seeds is a new one each time; what it finds is repeated with the number told.
        let seed = seed == 2 ? UInt64.random(in: 3...UInt64.max) : seed
        var settings = ClientSettings.forTest
        settings.maxClaims = 4
        settings.lease = .seconds(310)
        let told = settings
        try await StoreUnderTest.with(.memory, settings: told) { memory async throws in
            try await StoreUnderTest.with(.redis, settings: told) { redis async throws in
                try await Self.compare(memory, redis, seed: seed)
            }
        }
    }

    private static func compare(_ memory: StoreUnderTest, _ redis: StoreUnderTest, seed: UInt64) async throws {
        var expected = try await RandomRun(on: memory)
        var actual = try await RandomRun(on: redis)
        var steps = RandomSteps(seed: seed)
        var last: [String] = []
        for number in 0..<Self.steps {
            let step = try steps.next(after: expected.newestClaim)
            let right = try await expected.make(step)
            let answer = try await actual.make(step)
            last = last.suffix(30) + ["\(number) \(step): \(right)"]
            guard answer == right else {
                Issue.record("seed \(seed): \(last.joined(separator: "\n"))\nRedis: \(answer)")
                return
            }
            if number % 100 == 0 { try await redis.expectSound() }
        }
    }
}
