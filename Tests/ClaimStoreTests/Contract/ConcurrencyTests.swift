import Moderation
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
    @Test(arguments: StoreKind.allCases)
    func `many claimers on two servers get each item exactly once`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            let items = 400
            try await store.publish(
                try (0..<items).map { try item("p\($0)", due: Int64($0), priority: Priority.allCases[$0 % 4]) }
            )
            let seen = try await withThrowingTaskGroup(of: [String].self) { group in
                for worker in 0..<32 {
                    group.addTask { try await Self.work(store, as: "m\(worker)", on: worker % 2) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(seen.count == items)
            #expect(Set(seen).count == items)
            #expect(try await store.results() == items)
            try await store.expectNothingLeft()
        }
    }

    /// Claims and decides until nothing is left.
    private static func work(_ store: StoreUnderTest, as moderator: String, on server: Int) async throws -> [String] {
        var decided: [String] = []
        while true {
            let posts = try await store.claimed(moderator, 3, on: server)
            guard !posts.isEmpty else { return decided }
            for post in posts {
                try await store.beginAllowed(post, by: moderator)
                try await store.acknowledge(post, by: moderator, on: 1 - server)
                decided.append(post)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `of many who ask at once for one item, one gets it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            for round in 1...20 {
                try await store.publish(item("a", round: round))
                let winners = try await withThrowingTaskGroup(of: Int.self) { group in
                    for worker in 0..<16 {
                        group.addTask { try await store.claimed("m\(worker)", on: worker % 2).count }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(winners == 1)
                try await store.withdraw("a", upTo: round)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `one moderator in many tabs holds one set`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(try (0..<20).map { try item("p\($0)", due: Int64($0)) })
            let sets = try await withThrowingTaskGroup(of: [String].self) { group in
                for tab in 0..<16 { group.addTask { try await store.claimed("ann", 3, on: tab % 2) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(sets == [["p0", "p1", "p2"]])
        }
    }
}
