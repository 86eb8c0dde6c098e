import Moderation

/// Where the lines of clients are, as the directory last saw them and as calls find out.
final class LineFinder: Sendable {
    private let directory: Directory
    private let records: any LineRecords
    private let pulse: Pulse
    private let membership: Membership
    private let permits: RedisPermits
    private let asking = SharedWork<ClientID, LinePlace>()

    /// How long a call looks for a line that is on its way.
    private static let patience: Duration = .seconds(3)
    private static let pause: Duration = .milliseconds(50)

    init(
        directory: Directory,
        records: any LineRecords,
        pulse: Pulse,
        membership: Membership,
        permits: RedisPermits
    ) {
        self.directory = directory
        self.records = records
        self.pulse = pulse
        self.membership = membership
        self.permits = permits
    }

    /// Whether lines may have been moved as if this server were dead.
    var mayBeOutdated: Bool { pulse.hasStoodStill }

    /// See `ClaimRoute.turn`.
    var turn: Int { membership.lapses &+ permits.turns }

    /// As last seen; for a client that nobody has seen yet, where it begins.
    func place(of client: Client) -> LinePlace {
        directory.place(of: client.id)
            ?? LinePlace(store: client.settings.tier, epoch: client.servedSince, servedSince: client.servedSince)
    }

    /// Those whose lines are in MongoDB, as last seen.
    var clientsInMongo: [ClientID] {
        directory.clients.filter { place(of: $0).store == .mongo }.map(\.id)
    }

    /// Asks the record, once for all who ask at the same time.
    @discardableResult
    func ask(_ client: ClientID) async throws(StoreFailure) -> LinePlace {
        try await asking.value(for: client) { [records, directory] () async throws(StoreFailure) in
            let place = try await records.place(of: client)
            directory.note(place, of: client)
            return place
        }
    }

    /// See `ClaimRoutes.follow`.
    func follow(_ client: Client, since: ContinuousClock.Instant) async -> Client? {
        guard ContinuousClock.now - since < Self.patience else { return nil }
        guard !pulse.hasStoodStill else {
            await pulse.recover()
            return directory.client(client.id) ?? client
        }
        // The record would not tell, and may not even answer.
        guard membership.mayHandOut(to: client) else {
            try? await Task.sleep(for: Self.pause)
            return directory.client(client.id) ?? client
        }
        let before = place(of: client)
        guard let place = try? await ask(client.id) else { return nil }
        // The settings that the caller goes by are over.
        if place.servedSince != client.servedSince { await directory.look() }
        // Still on its way, or the store is ahead of the record for a moment.
        if place.next != nil || place == before { try? await Task.sleep(for: Self.pause) }
        return directory.client(client.id) ?? client
    }
}
