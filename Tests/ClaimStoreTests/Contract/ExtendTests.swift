import Moderation
import Testing

@Suite struct ExtendTests {
    private static var settings: ClientSettings {
        var settings = ClientSettings.forTest
        settings.lease = .seconds(300)
        settings.maxHold = .seconds(1_000)
        return settings
    }

    private func held(_ answer: ClaimAnswer) throws -> HeldItem {
        switch answer {
        case .done(let held), .maxHoldReached(let held): return held
        default: throw Unexpected("\(answer)")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a claim is renewed for the lease and stays the same claim`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind, settings: Self.settings) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            try await store.letPass(.seconds(200))
            let extended = try held(
                try await store.extend("a", by: "ann", naming: .generation(claim.generation), on: 1)
            )
            #expect(extended.claim.generation == claim.generation)
            #expect(extended.claim.expiresAt == extended.now + .seconds(300))
            #expect(try await store.claim("ann").items.map(\.claim) == [extended.claim])
            try await store.letPass(.seconds(200))
            #expect(try await store.claimed("ben") == [], "beyond its first end")
            try await store.letPass(.seconds(101))
            #expect(try await store.claimed("ben") == ["a"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `no claim is held for longer than the longest hold`(kind: StoreKind) async throws {
        var settings = Self.settings
        settings.maxHold = .seconds(400)
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            try await store.letPass(.seconds(200))
            let extended = try held(try await store.extend("a", by: "ann"))
            #expect(extended.claim.expiresAt.milliseconds - extended.claim.claimedAt.milliseconds == 400_000)
            guard case .maxHoldReached(let last) = try await store.extend("a", by: "ann") else {
                Issue.record("extended beyond its longest hold")
                return
            }
            #expect(last.claim == extended.claim)
            try await store.letPass(.seconds(300))
            guard case .maxHoldReached = try await store.extend("a", by: "ann") else {
                Issue.record("brought back beyond its longest hold")
                return
            }
            #expect(try await store.claim("ben").items.map(\.deliveries) == [2])
            #expect(try await store.extend("a", by: "ann", naming: .generation(claim.generation)).isClaimLost)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an expired claim that nobody followed goes on`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind, settings: Self.settings) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            let claim = try await store.claimOne("ann")
            try await store.letPass(.seconds(310))
            // Returned to the line by someone who takes the other item, as that one is not the first.
            let ended = try await store.store.expire(.default, of: store.client).ended
            #expect(ended.map(\.generation) == [claim.generation])
            let extended = try held(try await store.extend("a", by: "ann"))
            #expect(extended.claim.generation == claim.generation)
            #expect(extended.claim.expiresAt == extended.now + .seconds(300))
            #expect(try await store.claimed("ben") == ["b"])
            try await store.letPass(.seconds(301))
            for number in 1...3 {
                // What went on did not expire: three more expiries are needed.
                let escalated = try await store.store.expire(.default, of: store.client).ended
                    .filter { $0.post.description == "a" }.map(\.isEscalated)
                #expect(escalated == [number == 3])
                _ = try await store.claim("cyn", 2)
                try await store.letPass(.seconds(301))
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an expired claim that goes on is shown before those made since`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind, settings: Self.settings) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claimOne("ann")
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            try await store.publish(item("b", due: -2), item("c", due: -1))
            #expect(try await store.claimed("ann", 2) == ["b", "c"])
            _ = try held(try await store.extend("a", by: "ann"))
            #expect(try await store.claimed("ann", 3) == ["a", "b", "c"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `only the holder extends, and not while deciding`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind, settings: Self.settings) { store async throws in
            try await store.publish(item("a"))
            #expect(try await store.extend("a", by: "ann") == .notClaimed(holder: nil))
            #expect(try await store.extend("none", by: "ann") == .absent)
            let claim = try await store.claimOne("ann")
            guard case .notClaimed(let holder) = try await store.extend("a", by: "ben") else {
                Issue.record("ben extends ann's claim")
                return
            }
            #expect(holder?.moderator.description == "ann" && holder?.expiresAt == claim.expiresAt)
            #expect(try await store.extend("a", by: "ann", naming: .unknown).isClaimLost)
            try await store.beginAllowed("a", by: "ann")
            #expect(try await store.extend("a", by: "ann") == .deciding(round: 1))
            #expect(try await store.release("a", by: "ann") == .deciding(round: 1))
            #expect(try await store.escalate("a", by: "ann") == .deciding(round: 1))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `extending races with expiry and has one winner`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind, settings: Self.settings) { store async throws in
            for number in 0..<40 {
                try await store.publish(item("p\(number)"))
                let claim = try await store.claimOne("ann")
                try await store.letPass(.seconds(301))
                async let extended = store.extend("p\(number)", by: "ann")
                async let taken = store.claim("ben", on: 1)
                let (answer, set) = try await (extended, taken)
                if case .done(let held) = answer {
                    #expect(set.items.isEmpty && held.claim.generation == claim.generation)
                    try await store.decide("p\(number)", by: "ann")
                } else {
                    #expect(answer.isClaimLost && set.items.count == 1)
                    try await store.decide("p\(number)", by: "ben")
                }
            }
        }
    }
}

extension ClaimAnswer {
    var isClaimLost: Bool {
        if case .claimLost = self { true } else { false }
    }
}
