/// Moves a client's line from one claim store to another, under load.
///
/// Claims that stand go along, under the names that their holders have; everything else is put into line in the new store
/// from the record, where every pending item is. No item is handed out in two stores: the record says that the line leaves
/// before the old store is closed, that one is closed before the new one begins, and the record says that the line has
/// arrived behind all that. Whoever finds a line on its way takes the steps that are left.
package struct LineMover: Sendable {
    private let records: any LineRecords
    private let journal: any ClaimJournal

    package init(records: any LineRecords, journal: any ClaimJournal) {
        self.records = records
        self.journal = journal
    }

    /// Says that the line leaves; from here on no server that looks at the record uses the store that it is in.
    ///
    /// - Returns: where the line is now.
    package func announce(
        _ client: Client,
        from place: LinePlace,
        to store: Tier
    ) async throws(StoreFailure) -> LinePlace {
        guard place.next == nil else { return place }
        return try await records.move(client.id, from: place, to: place.leaving(for: store))
    }

    /// Moves a line that has been announced. Whoever is second finds it moved.
    ///
    /// - Returns: where the line is afterwards.
    package func move(
        _ client: Client,
        from place: LinePlace,
        in old: any MovableLine,
        to store: Tier,
        in new: any MovableLine
    ) async throws(StoreFailure) -> LinePlace {
        let next = place.arrived(in: store)
        guard let closed = try await old.close(client, before: next.epoch) else {
            // Begun there by somebody who died before the record had it.
            return try await records.move(client.id, from: place, to: place.arrived(in: place.store))
        }
        let inForce = try await begin(client, from: place, at: next, in: new, with: closed.held)
        // What is not freed now is freed when the line comes back.
        if inForce == next { try? await old.clear(client, before: next.epoch) }
        return inForce
    }

    /// Moves the line out of a store that can't be reached: the claims are those of the journal.
    ///
    /// The caller has seen to it that nobody uses the old store any more, and that every server has written down its claims.
    package func rescue(
        _ client: Client,
        from place: LinePlace,
        to store: Tier,
        in new: any MovableLine,
        at now: Timestamp
    ) async throws(StoreFailure) -> LinePlace {
        let next = place.arrived(in: store)
        let held = try await journal.heldClaims(of: client.id, at: now)
        return try await begin(client, from: place, at: next, in: new, with: held)
    }

    private func begin(
        _ client: Client,
        from place: LinePlace,
        at next: LinePlace,
        in new: any MovableLine,
        with held: [HeldClaim]
    ) async throws(StoreFailure) -> LinePlace {
        // What it has of an earlier stay may have been decided since.
        if let closed = try await new.close(client, before: next.epoch) {
            let now = try await records.place(of: client.id)
            // Somebody was faster: the epoch is used up.
            guard now == place else { return now }
            let adopted = try await records.adopt(held, epoch: next.epoch, client: client.id)
            try await new.begin(client, epoch: next.epoch, behind: closed, with: adopted)
        }
        return try await records.move(client.id, from: place, to: next)
    }
}
