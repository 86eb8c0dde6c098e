import Cluster
import Moderation
import MongoClient
import MongoRecords
import MongoShared
import RedisClient
import Secrets
import Synchronization
import Waiting

/// Moves lines to the stores in which they should be: that of the client's tier, or MongoDB while the client's Redis can't be
/// reached. Every server does it; whoever is second finds it done.
struct LineMoves: Sendable {
    let directory: Directory
    let lines: LineFinder
    let routes: ClientRoutes
    let sites: RedisSites
    let presence: Presence
    let membership: Membership
    let clients: ClientRecords
    let mover: LineMover
    let recovery: Recovery
    let clock: MongoClock
    let log: Log
    let changes: LogChanges

    private let holds = LineHolds()

    private static let pause: Duration = .milliseconds(200)
    private static let movesAtOnce = 16

    /// A line that was announced.
    private struct Leaving {
        let client: Client
        let place: LinePlace
        let store: Tier
    }

    /// Runs until cancelled.
    func run() async {
        while !Task.isCancelled {
            holds.see(directory.clients.map { ($0, lines.place(of: $0)) })
            let movers = directory.clients.filter { store(for: $0) != nil }
            if !movers.isEmpty { await moveAll(movers) }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// All are announced before the first is moved, so that other servers are waited for once and not for each.
    private func moveAll(_ movers: [Client]) async {
        let leaving = Mutex<[Leaving]>([])
        await each(movers) { client in
            if let announced = await announce(client) { leaving.withLock { $0.append(announced) } }
        }
        let announced = leaving.withLock { $0 }
        guard announced.contains(where: isRescue) else { return await each(announced) { await move($0, since: nil) } }
        // Raised here, since whoever announced a line may have died, or stalled, before it told the others.
        guard let version = try? await clients.raiseVersion() else { return }
        await each(announced) { await move($0, since: version) }
    }

    /// Whether the line has to leave a store that can't be reached.
    private func isRescue(_ leaving: Leaving) -> Bool { leaving.place.store == .redis && isDown(leaving.client) }

    private func each<Element: Sendable>(
        _ elements: [Element],
        _ body: @escaping @Sendable (Element) async -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            var next = elements.makeIterator()
            func startOne() {
                guard !Task.isCancelled, let element = next.next() else { return }
                group.addTask { await body(element) }
            }
            for _ in 0..<Self.movesAtOnce { startOne() }
            for await _ in group { startOne() }
        }
    }

    /// The store to which the client's line is on its way, or should be; nil where it is well where it is.
    private func store(for client: Client) -> Tier? {
        let place = lines.place(of: client)
        // It leaves for another Redis by way of MongoDB, from MongoDB as well: the record has the change as a line arrives there.
        if client.movesTo != nil { return .mongo }
        let isStoodInFor = client.settings.standIn && isDown(client)
        let wanted: Tier = client.settings.tier == .redis && !isStoodInFor ? .redis : .mongo
        // One that was announced begins anew also where it is, if it is wanted there by now: nobody uses it before.
        guard place.next == nil else { return wanted }
        guard wanted != place.store else { return nil }
        // A Redis that is gone for everybody serves nobody there.
        return holds.mayMove(client.id) || isDown(client, forAll: true) ? wanted : nil
    }

    private func isDown(_ client: Client, forAll: Bool = false) -> Bool {
        guard let url = try? Place.redis(of: client, shared: sites.shared.url) else { return false }
        let name = Place.redisName(of: client, at: url)
        return forAll ? presence.isDownForAll(name) : presence.isDown(name)
    }

    /// Whether this server can ask the client's Redis, whatever others see of it: it knows more than the history does.
    private func isReached(_ client: Client) -> Bool {
        guard let url = try? Place.redis(of: client, shared: sites.shared.url) else { return false }
        return sites.known(url)?.probe.isDown == false
    }

    private func announce(_ client: Client) async -> Leaving? {
        let what = "announce that the line of client \(client.id) moves"
        do throws(StoreFailure) {
            // What the directory says may be older than what another server has done.
            let place = try await lines.ask(client.id)
            // By settings that are over nothing is moved.
            guard place.servedSince == client.servedSince else {
                await directory.look()
                return nil
            }
            guard let store = store(for: client) else { return nil }
            // Nobody is kept waiting for a Redis that this server may not use.
            if store == .redis { _ = try routes.movable(client, in: store) }
            let leaving = try await mover.announce(client, from: place, to: store)
            directory.note(leaving, of: client.id)
            changes.worked(what)
            return leaving.next == nil ? nil : Leaving(client: client, place: leaving, store: store)
        } catch {
            changes.failed(what, error.description)
            return nil
        }
    }

    /// - Parameter version: of the directory, raised behind the announcement; nil where nobody need be waited for.
    private func move(_ leaving: Leaving, since version: Int64?) async {
        let client = leaving.client
        let what = "move the line of client \(client.id)"
        do {
            let arrived = try await carry(leaving, since: version)
            directory.note(arrived, of: client.id)
            changes.worked(what)
            guard arrived.store == leaving.store, arrived.next == nil else { return }
            log.info(
                "line moved",
                [
                    ("client", client.id.description), ("to", arrived.store.rawValue),
                    ("epoch", "\(arrived.epoch)"),
                ]
            )
            _ = try await recovery.queueStrays(client, as: RandomIdentifier.make())
        } catch {
            changes.failed(what, "\(error)")
        }
    }

    private func carry(_ leaving: Leaving, since version: Int64?) async throws -> LinePlace {
        let (client, place, store) = (leaving.client, leaving.place, leaving.store)
        let source: LineMover.Source
        if store == place.store {
            source = .same
        } else if isRescue(leaving), !isReached(client) {
            guard let version else { throw StoreFailure("its Redis can't be reached any more", maybeDone: false) }
            // Whoever goes by this version or a newer one does not use the old store, and has written down its claims.
            try await membership.allGoBy(version)
            source = .unreachable
        } else {
            source = .store(try routes.movable(client, in: place.store))
        }
        return try await mover.begin(
            client,
            from: place,
            leaving: source,
            at: place.arrived(in: store),
            in: try routes.movable(client, in: store)
        )
    }
}
