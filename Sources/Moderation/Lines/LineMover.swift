/// Lets a client's line begin its next epoch: in the store that lost it, in another one, or in one to which it comes back. The
/// one way in which a line begins anew, whatever the reason.
///
/// 1. The lease: one caller at a time, so that those who notice together don't close each other's work.
/// 2. Where the store changes, the record has said before that the line leaves (`announce`): nobody uses the old one.
/// 3. The old store is closed, then the new one: neither hands out anything.
/// 4. The claims that stand are read, where some may be missing the journal's as well; they are fenced in the record, so that no
///    decision that began before is stored any more, and those whose items are still pending are put aside in the new store.
/// 5. The new store begins the epoch with them.
/// 6. The record has the epoch: the commit point. Until then nobody asks for anything in it, from then on nobody uses the
///    old store.
/// 7. The old store is cleared. All else that is pending is put into line from the record (`Recovery.queueStrays`).
///
/// Whoever finds a line that was left at any of these steps takes the steps that are left: all but 6 leave what stood as it
/// is, and can be repeated. The lease saves work and protects nothing: each store takes from one caller alone what it begins
/// with, by the mark of the last one who closed it.
package struct LineMover: Sendable {
    private let records: any LineRecords
    private let journal: (any ClaimJournal)?

    /// How long a caller waits for one who is at it.
    private static let patience: Duration = .seconds(5)
    private static let renewEvery: Duration = .milliseconds(500)
    private static let attempts = 4
    /// Claims whose items are fenced and read together.
    private static let mostTogether = 2_000

    /// - Parameter journal: tells which claims stood in a store that was emptied; without one they are lost.
    package init(records: any LineRecords, journal: (any ClaimJournal)?) {
        self.records = records
        self.journal = journal
    }

    /// From where a line comes.
    package enum Source: Sendable {
        /// From the store in which it begins.
        case same
        case store(any MovableLine)
        /// From one that can't be asked: the claims are those of the journal. The caller has seen to it that nobody uses that
        /// store any more, and that every server has written down its claims.
        case unreachable
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

    /// Has a store serve the client in the epoch that the record has, where the line is in that store: it may have lost it.
    ///
    /// - Returns: where the line is afterwards.
    package func renew(
        _ client: Client,
        in store: any MovableLine,
        called tier: Tier
    ) async throws(StoreFailure) -> LinePlace {
        let end = ContinuousClock.now + Self.patience
        for _ in 0..<Self.attempts {
            let place = try await records.place(of: client.id)
            guard place.isIn(tier, for: client) else { throw StoreFailure.moved(client.id, from: tier) }
            // Unless another server was faster: one epoch more would be one rebuilding more.
            if try await store.serves(client, in: place.epoch) { return place }
            do throws(StoreFailure) {
                _ = try await begin(client, from: place, leaving: .same, at: place.arrived(in: tier), in: store)
            } catch {
                // Another server may have come in between.
                guard !error.maybeDone, !error.hasMoved, ContinuousClock.now < end else { throw error }
            }
        }
        throw StoreFailure("client \(client.id) was opened \(Self.attempts) times and lost again", maybeDone: false)
    }

    /// Lets the line begin the next epoch.
    ///
    /// - Parameter next: as the record will have it.
    /// - Returns: where the line is afterwards, which can be where somebody else has brought it.
    package func begin(
        _ client: Client,
        from place: LinePlace,
        leaving source: Source,
        at next: LinePlace,
        in new: any MovableLine
    ) async throws(StoreFailure) -> LinePlace {
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        let end = ContinuousClock.now + Self.patience
        while true {
            let held = try await records.holdMove(of: client.id, as: name)
            if let held, held == place { break }
            if held != nil { await records.endMove(of: client.id, as: name) }
            let now = try await held == nil ? records.place(of: client.id) : held ?? place
            guard now == place else { return now }
            guard ContinuousClock.now < end, !Task.isCancelled else {
                throw StoreFailure("the line of client \(client.id) is begun anew by another server", maybeDone: false)
            }
            try? await Task.sleep(for: .milliseconds(.random(in: 20...50)))
        }
        let renewal = Task { [records] in
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.renewEvery)
                if !Task.isCancelled { _ = try? await records.holdMove(of: client.id, as: name) }
            }
        }
        let result: Result<LinePlace, StoreFailure>
        do throws(StoreFailure) {
            result = .success(try await beginUnderLease(client, place, source, next, new))
        } catch {
            result = .failure(error)
        }
        renewal.cancel()
        // Or it would hold the lease once more behind its end.
        await renewal.value
        await records.endMove(of: client.id, as: name)
        return try result.get()
    }

    private func beginUnderLease(
        _ client: Client,
        _ place: LinePlace,
        _ source: Source,
        _ next: LinePlace,
        _ new: any MovableLine
    ) async throws(StoreFailure) -> LinePlace {
        var left: ClosedLine?
        if case .store(let old) = source {
            left = try await old.close(client, before: next.epoch)
            // Begun there by somebody who died before the record had it.
            if left == nil { return try await records.move(client.id, from: place, to: place.arrived(in: place.store)) }
        }
        if let closed = try await new.close(client, before: next.epoch) {
            // Whoever comes late finds the epoch used up.
            let now = try await records.place(of: client.id)
            guard now == place else { return now }
            if case .same = source { left = closed }
            let held = try await claims(of: client, leaving: source, left, closed)
            let count = try await adopt(held, client, next.epoch, closed, in: new)
            try await new.begin(client, epoch: next.epoch, behind: closed, adopted: count)
        }
        let inForce = try await records.move(client.id, from: place, to: next)
        // What is not freed now is freed when the line comes back.
        if inForce.isArrival(at: next), case .store(let old) = source {
            try? await old.clear(client, before: next.epoch)
        }
        return inForce
    }

    /// The claims that stand, by the clock of the store in which the line begins.
    private func claims(
        of client: Client,
        leaving source: Source,
        _ left: ClosedLine?,
        _ closed: ClosedLine
    ) async throws(StoreFailure) -> [HeldClaim] {
        var known = left?.held ?? []
        if case .store = source, let left { known = known.map { $0.shifted(by: closed.clock.ahead(of: left.clock)) } }
        if left?.isWhole == true { return known }
        guard let noted = try await journal?.heldClaims(of: client.id) else { return known }
        let ahead = closed.clock.ahead(of: noted.clock)
        // A store that is another process than it was may have another clock, and no claim is longer than a lease.
        let limit = closed.clock.time + client.settings.lease
        return known.united(with: noted.held.map { $0.shifted(by: ahead) }, by: limit)
    }

    /// Fences the items of these claims, and puts those aside in the new store that are still pending in the claimed round.
    ///
    /// - Returns: how many.
    private func adopt(
        _ held: [HeldClaim],
        _ client: Client,
        _ epoch: Int64,
        _ closed: ClosedLine,
        in new: any MovableLine
    ) async throws(StoreFailure) -> Int {
        var count = 0
        var part = held.prefix(Self.mostTogether)
        try await fence(part, client, epoch).get()
        while !part.isEmpty {
            let rest = held[part.endIndex...].prefix(Self.mostTogether)
            // The record is busy with the next ones while the store takes these.
            async let ahead = fence(rest, client, epoch)
            let byPost = Dictionary(part.map { ($0.post, $0) }) { first, _ in first }
            var posts = part.map(\.post)[...]
            while !posts.isEmpty {
                let (items, looked) = try await records.adopted(
                    posts,
                    client: client.id,
                    withPayload: new.keepsPayloads
                )
                posts = posts.dropFirst(looked)
                let adopted = items.compactMap { item -> AdoptedItem? in
                    guard let claim = byPost[item.post], item.round == claim.round else { return nil }
                    return AdoptedItem(item: item.held(as: claim), claim: claim.claim)
                }.sorted { $0.claim.generation < $1.claim.generation }
                guard !adopted.isEmpty else { continue }
                try await new.adopt(adopted, isFirst: count == 0, for: client, epoch: epoch, behind: closed)
                count += adopted.count
            }
            try await ahead.get()
            part = rest
        }
        return count
    }

    private func fence(
        _ part: ArraySlice<HeldClaim>,
        _ client: Client,
        _ epoch: Int64
    ) async -> Result<Void, StoreFailure> {
        guard !part.isEmpty else { return .success(()) }
        do throws(StoreFailure) {
            return .success(try await records.fence(part.map(\.post), epoch: epoch, client: client.id))
        } catch {
            return .failure(error)
        }
    }
}

extension QueuedItem {
    fileprivate func held(as claim: HeldClaim) -> QueuedItem {
        QueuedItem(
            post: post,
            round: round,
            queue: claim.queue ?? queue,
            priority: priority,
            queuedAt: queuedAt,
            dueAt: dueAt,
            payload: payload,
            carried: claim.carried ?? carried
        )
    }
}
