import Moderation
import Testing

/// The contract's table of who may decide.
@Suite struct DecisionTests {
    @Test(arguments: StoreKind.allCases)
    func `the holder may, whether the claim is named or not, and again`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", round: 4))
            let claim = try await store.claimOne("ann")
            let start = try await store.begin("a", by: "ann", naming: .generation(claim.generation))
            let epoch = try await store.store.epoch(of: store.client)
            let generation = claim.generation
            #expect(start == .deciding(round: 4, generation: generation, token: generation, epoch: epoch))
            #expect(try await store.begin("a", by: "ann", on: 1) == start)
            #expect(try await store.begin("a", by: "ann", naming: .generation(claim.generation)) == start)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who let it expire may, as long as nobody claimed it since`(kind: StoreKind) async throws {
        for isSwept in [false, true] {
            try await StoreUnderTest.with(kind) { store async throws in
                try await store.publish(item("a"))
                let claim = try await store.claimOne("ann")
                try await store.letPass(.seconds(301))
                if isSwept {
                    #expect(try await store.store.expire(.default, of: store.client).ended.count == 1)
                }
                let start = try await store.begin("a", by: "ann", naming: .generation(claim.generation))
                guard case .deciding(1, claim.generation, let token, _) = start else { throw Unexpected("\(start)") }
                // What was in line has a new token, since the record may have a fence above the old one.
                #expect((token > claim.generation) == isSwept)
                #expect(try await store.claimed("ben") == [], "it is held back from everyone")
                try await store.expectSound()
                try await store.acknowledge("a")
                try await store.expectNothingLeft()
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who lost it to another may not, and is told who has it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            try await store.letPass(.seconds(301))
            let newer = try await store.claimOne("ben")
            for named in [NamedClaim.any, .generation(claim.generation), .unknown] {
                let refusal = try await store.begin("a", by: "ann", naming: named)
                #expect(refusal == .claimLost(holder: newer.withoutGeneration))
            }
            try await store.letPass(.seconds(301))
            #expect(try await store.begin("a", by: "ann") == .claimLost(holder: nil), "ben's is over too, unswept")
            _ = try await store.store.expire(.default, of: store.client)
            #expect(try await store.begin("a", by: "ann") == .claimLost(holder: nil))
            let start = try await store.begin("a", by: "ben")
            guard case .deciding = start else { throw Unexpected("ben may not: \(start)") }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who names an older claim or no claim of theirs may not`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let older = try await store.claimOne("ann")
            try await store.letPass(.seconds(301))
            let newer = try await store.claimOne("ann")
            #expect(newer.generation > older.generation)
            for named in [NamedClaim.generation(older.generation), .unknown] {
                #expect(
                    try await store.begin("a", by: "ann", naming: named) == .claimLost(holder: newer.withoutGeneration)
                )
            }
            try await store.letPass(.seconds(301))
            for named in [NamedClaim.generation(older.generation), .unknown] {
                #expect(try await store.begin("a", by: "ann", naming: named) == .claimLost(holder: nil))
            }
            _ = try await store.store.expire(.default, of: store.client)
            for named in [NamedClaim.generation(older.generation), .unknown] {
                #expect(try await store.begin("a", by: "ann", naming: named) == .claimLost(holder: nil))
            }
            let start = try await store.begin("a", by: "ann", naming: .generation(newer.generation))
            guard case .deciding = start else { throw Unexpected("ann may not: \(start)") }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who never claimed it may not`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.begin("a", by: "ann") == .absent)
            try await store.publish(item("a"))
            #expect(try await store.begin("a", by: "ann") == .notClaimed(holder: nil))
            let claim = try await store.claimOne("ben")
            for named in [NamedClaim.any, .unknown, .generation(claim.generation)] {
                let refusal = try await store.begin("a", by: "ann", naming: named)
                #expect(refusal == .notClaimed(holder: claim.withoutGeneration))
            }
            try await store.beginAllowed("a", by: "ben")
            #expect(try await store.begin("a", by: "ann") == .notClaimed(holder: claim.withoutGeneration))
            try await store.acknowledge("a")
            #expect(try await store.begin("a", by: "ann") == .absent)
            #expect(try await store.begin("a", by: "ben") == .absent)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim in an older round counts for nothing`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            try await store.withdraw("a", upTo: 1)
            try await store.publish(item("a", round: 2))
            #expect(try await store.begin("a", by: "ann") == .notClaimed(holder: nil))
            #expect(
                try await store.begin("a", by: "ann", naming: .generation(claim.generation)) == .notClaimed(holder: nil)
            )
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `no expiry ends a decision that is under way`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            try await store.letPass(.seconds(290))
            let generation = try await store.beginAllowed("a", by: "ann")
            try await store.letPass(.seconds(3_600))
            #expect(try await store.claimed("ben") == [])
            #expect(try await store.store.expire(.default, of: store.client).ended == [])
            #expect(try await store.beginAllowed("a", by: "ann") == generation)
        }
    }
}

extension Claim {
    /// As others see it.
    var withoutGeneration: Claim {
        Claim(generation: Generation(0), moderator: moderator, claimedAt: claimedAt, expiresAt: expiresAt)
    }
}
