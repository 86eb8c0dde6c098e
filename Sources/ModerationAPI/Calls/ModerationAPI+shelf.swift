import Moderation

extension ModerationAPI {
    /// How long a call waits for a line that is being filled.
    private static let patience: Duration = .seconds(3)

    /// The caller's working set. Where the claim store has nothing for the caller and the shelf has, that is brought back
    /// first; and where its line has just begun anew, the call waits for what belongs into it (G10): the only claims that ask the
    /// record.
    func workingSet(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        let (client, shelf) = (request.client, services.shelf)
        shelf.asked(for: client.id)
        var set = try await services.claims.claim(request)
        if set.items.isEmpty, shelf.count(in: request.queue, of: client.id) > 0 {
            await shelf.refill(client)
            set = try await claim(request, behind: set)
        }
        return set.isDoubtful ? try await filled(set, request) : set
    }

    private func filled(_ first: WorkingSet, _ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        let end = ContinuousClock.now + Self.patience
        var set = first
        // What was in line when this was counted is given now.
        if try await outside(of: request.client)[request.queue] == nil { return try await claim(request, behind: set) }
        while set.isDoubtful, ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
            set = try await claim(request, behind: set)
        }
        guard set.isDoubtful else { return set }
        return set.with(set.queue.with(outside: try await outside(of: request.client)[request.queue] ?? 0))
    }

    private func claim(_ request: ClaimRequest, behind set: WorkingSet) async throws(StoreFailure) -> WorkingSet {
        let next = try await services.claims.claim(request)
        return WorkingSet(items: next.items, queue: next.queue, now: next.now, ended: set.ended + next.ended)
    }

    /// What is pending and in no line, by queue; counted once for all who ask at the same time.
    func outside(of client: Client) async throws(StoreFailure) -> [QueueName: Int] {
        try await counting.value(for: client.id) { [services] () async throws(StoreFailure) in
            let epoch = try await services.claims.epoch(of: client)
            return try await services.records.outside(of: epoch, client: client.id)
        }
    }
}
