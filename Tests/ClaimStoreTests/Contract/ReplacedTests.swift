import Moderation
import Testing

/// A newer version takes the place of an older one.
@Suite struct ReplacedTests {
    /// When all items of these tests were queued.
    private static let opened = Timestamp(milliseconds: 1_763_632_800_000)

    @Test(arguments: StoreKind.allCases, [false, true])
    func `who held the older round is told that it is replaced`(kind: StoreKind, isElsewhere: Bool) async throws {
        let queue = isElsewhere ? try QueueName("images") : .default
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            try await store.publish(item("a", round: 2, queue: queue))
            #expect(try await store.begin("a", by: "ann") == .superseded(round: 2, at: Self.opened))
            #expect(
                try await store.begin("a", by: "ann", naming: .generation(claim.generation))
                    == .superseded(round: 2, at: Self.opened)
            )
            #expect(try await store.extend("a", by: "ann") == .superseded(round: 2, at: Self.opened))
            #expect(try await store.release("a", by: "ann") == .superseded(round: 2, at: Self.opened))
            #expect(try await store.begin("a", by: "ben") == .notClaimed(holder: nil))
            #expect(try await store.claimed("ann") == (isElsewhere ? [] : ["a"]))
            #expect(try await store.claimed("ann", from: queue) == ["a"])
            #expect(try await store.begin("a", by: "ann", naming: .generation(claim.generation)).isClaimLost)
            try await store.decide("a", by: "ann")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who let it expire is told so too, who released it is not`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claim("ann", 2)
            try await store.release("b", by: "ann")
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            try await store.publish(item("a", round: 2), item("b", due: 1, round: 2))
            #expect(try await store.begin("a", by: "ann") == .superseded(round: 2, at: Self.opened))
            #expect(try await store.begin("b", by: "ann") == .notClaimed(holder: nil))
            #expect(try await store.claimed("ann", 2) == ["a", "b"], "a release counts for its round alone")
        }
    }
}
