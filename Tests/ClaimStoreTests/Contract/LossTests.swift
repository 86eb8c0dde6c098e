import Moderation
import Testing

/// What holds when a store loses all its data.
@Suite struct LossTests {
    @Test(arguments: StoreKind.allCases)
    func `after a loss the epoch has risen, before anything else is asked`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"))
            let before = try await store.store.epoch(of: store.client)
            try await store.loseData()
            for server in store.servers { #expect(try await server.epoch(of: store.client) == before + 1) }
            #expect(try await store.other.epoch(of: store.client) == before + 1, "once for one loss")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `generations rise above all that were given out`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            var highest = Generation(0)
            for loss in 0..<4 {
                try await store.publish(item("a"), item("b", due: 1))
                let set = try await store.claim("ann", 2, on: loss % 2)
                #expect(set.items.count == 2)
                for claim in set.items.map(\.claim) {
                    #expect(claim.generation > highest)
                    highest = claim.generation
                }
                try await store.loseData()
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `whoever read results before a loss goes on with those behind it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            for post in ["a", "b"] {
                try await store.publish(item(post))
                try await store.acknowledge(post)
            }
            let before = try await store.store.results(of: store.client, after: "", limit: 10)
            #expect(before.decisions.count == 2)
            try await store.loseData()
            try await store.publish(item("c"))
            try await store.acknowledge("c")
            let behind = try await store.store.results(of: store.client, after: before.next, limit: 10)
            #expect(behind.decisions.count == 1)
            let end = try await store.store.results(of: store.client, after: behind.next, limit: 10)
            #expect(end.decisions == [])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what was claimed before a loss is absent, and its decision is published`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            try await store.publish(item("a"), item("b", due: 1))
            _ = try await store.claim("ann", 2)
            try await store.beginAllowed("a", by: "ann")
            let epoch = try await store.store.epoch(of: store.client)
            try await store.loseData()
            #expect(try await store.begin("b", by: "ann") == .absent)
            try await store.acknowledge("a", epoch: epoch)
            #expect(try await store.results() == 1)
            try await store.publish(item("b"))
            #expect(try await store.claimed("ben", 5, on: 1) == ["b"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a publisher's lease does not outlive a loss`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            #expect(try await store.store.holdPublisherLease("a", for: store.client))
            try await store.loseData()
            #expect(try await store.publish(item("a"), permit: .publisher(name: "a")) == [.late])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `each loss begins a new epoch, whichever server notices it`(kind: StoreKind) async throws {
        try await StoreUnderTest.with(kind) { store async throws in
            for server in 0...1 { _ = try await store.claim("ann", on: server) }
            var last = try await store.store.epoch(of: store.client)
            // The other server still goes by the epoch before last when it notices.
            for server in [0, 1, 1, 0, 1] {
                try await store.loseData()
                _ = try await store.claim("ann", on: server)
                let epoch = try await store.servers[server].epoch(of: store.client)
                #expect(epoch > last)
                last = epoch
            }
        }
    }
}
