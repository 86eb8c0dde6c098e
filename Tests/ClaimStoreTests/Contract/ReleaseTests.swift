import Moderation
import Testing

@Suite struct ReleaseTests {
    @Test(arguments: StoreKind.allCases)
    func `what is released is back in its place, and not for who released it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a", due: 1), item("b", due: 2))
            let claim = try await store.claimOne("ann")
            guard case .done(let held) = try await store.release("a", by: "ann", on: 1) else {
                Issue.record("ann may not release what she holds")
                return
            }
            #expect(held.claim == claim && held.queue == .default && held.round == 1)
            #expect(try await store.claimed("ann") == ["b"])
            let set = try await store.claim("ann", 2)
            #expect(set.items.map(\.item.post.description) == ["b"])
            #expect(set.queue.ready == 1 && set.queue.releasedByCaller == 1)
            #expect(try await store.release("a", by: "ann").isClaimLost)
            #expect(try await store.begin("a", by: "ann", naming: .generation(claim.generation)).isClaimLost)
            let ben = try await store.claim("ben")
            #expect(ben.items.map(\.item.post.description) == ["a"])
            #expect(ben.items.map(\.deliveries) == [2])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a moderator gets the first of what they did not release, however much that is`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxClaims = 100
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            // Of one due time where the number is even, so that equal places occur.
            for number in 0..<60 {
                try await store.publish(item("p\(number)", due: Int64(number - number % 2), priority: .low))
            }
            try await store.endFilling()
            let all = try await store.claimed("ann", 60)
            #expect(all.count == 60)
            let kept = [all[7], all[8], all[31], all[59]]
            for post in all.shuffled() { try await store.release(post, by: "ann") }
            #expect(
                try await store.claim("ann").queue
                    == QueueState(
                        ready: 60,
                        claimed: 0,
                        nextExpiryAt: nil,
                        releasedByCaller: 60
                    )
            )
            // What a supervisor takes back ben gets again, wherever it stands among what he released himself.
            #expect(try await store.claimed("ben", 60).count == 60)
            for post in all.shuffled() {
                try await store.release(post, by: kept.contains(post) ? "sue" : "ben", anyones: kept.contains(post))
            }
            #expect(try await store.claimed("ben", 1) == [kept[0]])
            #expect(try await store.claimed("ben", 60) == kept)
            #expect(try await store.claim("ben", 60).queue.releasedByCaller == 56)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what others put in front is found behind what was released`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(try (0..<9).map { try item("p\($0)", due: Int64(10 * $0)) })
            #expect(try await store.claimed("ann", 9).count == 9)
            for number in 0..<9 { try await store.release("p\(number)", by: "ann") }
            #expect(try await store.claimed("ann") == [])
            try await store.publish(item("mid", due: 45), item("late", due: 99))
            #expect(try await store.claimed("ann", 9) == ["mid", "late"])
            try await store.publish(item("first", due: -1))
            #expect(try await store.claimed("ann", 9) == ["mid", "late", "first"])
            // What ben has for a while is not in the line, and ann's place in it moves.
            #expect(try await store.claimed("ben", 2) == ["p0", "p1"])
            try await store.publish(item("next", due: 35))
            #expect(try await store.claimed("ann", 9) == ["mid", "late", "first", "next"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `everyone releases, and the supervisors get it`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxReleases = 3
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a", priority: .high))
            for (index, name) in ["ann", "ben", "cyn"].enumerated() {
                #expect(try await store.claimed(name) == ["a"])
                guard case .done(let held) = try await store.release("a", by: name) else {
                    Issue.record("\(name) may not release")
                    return
                }
                #expect(held.queue == (index == 2 ? .escalated : .default))
            }
            #expect(try await store.claimed("dan") == [])
            let set = try await store.claim("sue", from: .escalated)
            #expect(set.items.map(\.item.priority) == [.high])
            #expect(set.items.map(\.item.queue) == [.escalated])
            #expect(set.items.map(\.deliveries) == [4])
            try await store.decide("a", by: "sue")
            try await store.expectNothingLeft()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `one moderator who releases twice counts once`(kind: StoreKind) async throws {
        var settings = ClientSettings.forTest
        settings.maxReleases = 2
        try await StoreUnderTest.with(kind, settings: settings) { store async throws in
            try await store.publish(item("a"))
            _ = try await store.claim("ann")
            try await store.letPass(.seconds(301))
            _ = try await store.store.expire(.default, of: store.client)
            // Released after it had expired, and in line again.
            guard case .done(let held) = try await store.release("a", by: "ann") else {
                Issue.record("nobody claimed it since, so ann may release it")
                return
            }
            #expect(held.queue == .default)
            #expect(try await store.claimed("ann") == [])
            #expect(try await store.claimed("ben") == ["a"])
            try await store.release("a", by: "ben")
            #expect(try await store.claimed("cyn", from: .escalated) == ["a"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a supervisor ends anyone's claim, and the holder is told`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let claim = try await store.claimOne("ann")
            guard case .notClaimed = try await store.release("a", by: "sue") else {
                Issue.record("only who may end anyone's claim ends it")
                return
            }
            let wrong = NamedClaim.generation(Generation(claim.generation.number - 1))
            guard case .notClaimed = try await store.release("a", by: "sue", naming: wrong, anyones: true) else {
                Issue.record("another claim was named")
                return
            }
            guard case .done(let held) = try await store.release("a", by: "sue", anyones: true) else {
                Issue.record("sue may end it")
                return
            }
            #expect(held.claim == claim)
            #expect(try await store.begin("a", by: "ann", naming: .generation(claim.generation)).isClaimLost)
            #expect(try await store.claimed("ann") == ["a"], "it was not ann who released it")
            try await store.decide("a", by: "ann")
            #expect(try await store.release("a", by: "sue", anyones: true) == .absent)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `only a holder releases`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            #expect(try await store.release("a", by: "ann") == .notClaimed(holder: nil))
            _ = try await store.claim("ann")
            guard case .notClaimed(let holder) = try await store.release("a", by: "ben") else {
                Issue.record("ben holds nothing")
                return
            }
            #expect(holder?.moderator.description == "ann")
            #expect(try await store.release("b", by: "ben") == .absent)
            #expect(try await store.claimed("ann") == ["a"])
        }
    }
}

extension DecisionStart {
    var isClaimLost: Bool {
        if case .claimLost = self { true } else { false }
    }
}
