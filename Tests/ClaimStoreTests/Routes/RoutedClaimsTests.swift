import Moderation
import Synchronization
import Testing

/// Each call goes where its client is served. That it does there what it should is in the contract suite, which runs over
/// routed stores as well.
@Suite struct RoutedClaimsTests {
    private let here = MemoryClaims()
    private let there = MemoryClaims()
    private let crossroads: Crossroads
    private let claims: RoutedClaims
    private let moved: Client
    private let stayed: Client

    init() throws {
        crossroads = Crossroads(here)
        claims = RoutedClaims(crossroads)
        moved = Client(id: try ClientID("moved"))
        stayed = Client(id: try ClientID("stayed"))
    }

    private func publish(_ post: String, for client: Client) async throws {
        let permit = try await claims.permitForNewItems(of: client)
        #expect(try await claims.publish([item(post)], for: client, permit: permit) == [.queued])
    }

    private func claimed(for client: Client) async throws -> [String] {
        let set = try await claims.claim(ClaimRequest(client: client, moderator: try ModeratorName("ann")))
        return set.items.map(\.item.post.description)
    }

    @Test func `two clients of one server are served by two stores`() async throws {
        crossroads.send(moved.id, to: .success(there))
        try await publish("a", for: moved)
        try await publish("b", for: stayed)
        #expect(try await there.rounds(of: [PostID("a")], for: moved).count == 1)
        #expect(try await here.queues(of: moved) == [])
        #expect(try await there.queues(of: stayed) == [])
        #expect(try await claimed(for: moved) == ["a"])
        #expect(try await claimed(for: stayed) == ["b"])
    }

    @Test func `a route that changes holds from the next call`() async throws {
        try await publish("a", for: moved)
        crossroads.send(moved.id, to: .success(there))
        #expect(try await claimed(for: moved) == [])
        crossroads.send(moved.id, to: .success(here))
        #expect(try await claimed(for: moved) == ["a"])
    }

    @Test func `a client that no store can serve is told so, and costs no other`() async throws {
        let failure = StoreFailure("no such place", maybeDone: false)
        crossroads.send(moved.id, to: .failure(failure))
        try await publish("b", for: stayed)
        await #expect(throws: failure) { try await claimed(for: moved) }
        await #expect(throws: failure) { try await claims.trimResults(of: moved) }
        #expect(try await claimed(for: stayed) == ["b"])
    }

    @Test func `a call that finds the line gone goes where it is`() async throws {
        try await publish("a", for: moved)
        _ = try await here.close(moved, before: 2)
        crossroads.whenFollowed { [crossroads, there] client in
            crossroads.send(client.id, to: .success(there))
            return client
        }
        try await publish("b", for: moved)
        #expect(try await claimed(for: moved) == ["b"])
        #expect(try await there.queues(of: moved) == [.default])
    }

    @Test func `a call that can't find it in time says so`() async throws {
        _ = try await here.close(moved, before: 2)
        let asked = Mutex(0)
        crossroads.whenFollowed { client in
            asked.withLock { asked in
                asked += 1
                return asked < 3 ? client : nil
            }
        }
        await #expect(throws: StoreFailure.moved(moved.id, from: .redis)) { try await claimed(for: moved) }
        #expect(asked.withLock { $0 } == 3)
    }

    @Test func `nobody is told of a claim, or of more time, from a line that left meanwhile`() async throws {
        try await publish("a", for: moved)
        crossroads.send(moved.id, to: .success(there))
        try await publish("b", for: moved)
        let (ann, a) = (try ModeratorName("ann"), try PostID("a"))
        crossroads.whenFollowed { [crossroads, there] client in
            crossroads.send(client.id, to: .success(there))
            return client
        }
        func leaveUnnoticed() {
            crossroads.send(moved.id, to: .success(here))
            crossroads.lead(moved.id, through: LinePlace(store: .redis, epoch: 1), LinePlace(store: .mongo, epoch: 2))
        }
        leaveUnnoticed()
        #expect(try await claimed(for: moved) == ["b"])
        #expect(try await here.look(at: a, for: moved)?.claim?.moderator == ann)
        leaveUnnoticed()
        #expect(try await claims.extend(a, by: ann, naming: .any, for: moved) == .absent)
    }

    @Test func `a claim that stands after all, on a line that came back, is told as one that was made`() async throws {
        try await publish("a", for: moved)
        let asked = Mutex(0)
        crossroads.whenFollowed { client in
            asked.withLock { $0 += 1 }
            return client
        }
        crossroads.lead(moved.id, through: LinePlace(store: .redis, epoch: 1), LinePlace(store: .redis, epoch: 3))
        let set = try await claims.claim(ClaimRequest(client: moved, moderator: try ModeratorName("ann")))
        #expect(set.items.map(\.isNew) == [true])
        #expect(set.events.map(\.kind) == [.claimed])
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `a claim that can't be told is kept for the same person, who is told when it can`() async throws {
        try await publish("a", for: moved)
        let failure = StoreFailure("not written down")
        crossroads.certify(failure)
        await #expect(throws: failure) { try await claimed(for: moved) }
        #expect(try await here.look(at: try PostID("a"), for: moved)?.claim != nil)
        #expect(try await claimed(for: moved) == ["a"])
    }

    @Test func `a claim that came too late to be told is asked for again, and told as one that was made`() async throws
    {
        try await publish("a", for: moved)
        crossroads.whenFollowed { $0 }
        crossroads.certify(.held("the others may have looked before"))
        let set = try await claims.claim(ClaimRequest(client: moved, moderator: try ModeratorName("ann")))
        #expect(set.items.map(\.isNew) == [true])
    }

    @Test func `what was asked before another Redis came into force is asked again`() async throws {
        try await publish("a", for: moved)
        let asked = Mutex(0)
        crossroads.whenFollowed { client in
            asked.withLock { $0 += 1 }
            return client
        }
        crossroads.lead(moved.id, through: LinePlace(store: .redis, epoch: 1))
        crossroads.turn(1, 2)
        #expect(try await claimed(for: moved) == ["a"])
        #expect(asked.withLock { $0 } == 1)
    }
}
