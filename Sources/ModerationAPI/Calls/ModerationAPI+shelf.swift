import Moderation

extension ModerationAPI {
    /// The caller's working set. Where the claim store has nothing for the caller and the shelf has, that is brought back
    /// first: the only claims that ask the record.
    func workingSet(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        let (client, shelf) = (request.client, services.shelf)
        shelf.asked(for: client.id)
        let set = try await services.claims.claim(request)
        guard set.items.isEmpty, shelf.count(in: request.queue, of: client.id) > 0 else { return set }
        await shelf.refill(client)
        let next = try await services.claims.claim(request)
        return WorkingSet(items: next.items, queue: next.queue, now: next.now, ended: set.ended + next.ended)
    }
}
