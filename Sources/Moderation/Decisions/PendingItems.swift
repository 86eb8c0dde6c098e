/// Puts pending items into line that are in none.
struct PendingItems: Sendable {
    let claims: any ClaimStore
    let records: any ItemRecords
    let journal: any ClaimJournal

    /// Under the publisher's lease, because only what is read under it is protected from a decision in between.
    ///
    /// - Returns: one answer for each that is still pending, earliest due first.
    @discardableResult
    func putInLine(
        _ posts: [PostID],
        of client: Client,
        as publisher: String,
        epoch: Int64
    ) async throws(StoreFailure) -> [PublishAnswer] {
        let pending = try await records.requeue(posts, epoch: epoch, client: client.id)
        // A line that ends tells of what is held in it and not of what waits; the journal does, but for its last moment.
        let items = try await journal.withStories(pending, of: client.id)
        // What is in line already says so itself; to ask before would say nothing of the round that is.
        let answers = try await claims.publish(items, for: client, permit: .publisher(name: publisher))
        let placed = zip(items, answers).filter { $1 != .late && $1 != .full }.map(\.0)
        await records.markQueued(placed.rounds, epoch: epoch, client: client.id)
        try await shelve(zip(items, answers).filter { $1 == .full }.map(\.0), of: client)
        return answers
    }

    private func shelve(_ items: [QueuedItem], of client: Client) async throws(StoreFailure) {
        for item in items where item.carried != nil {
            let kept = ShelvedItem(post: item.post, round: item.round, carried: item.carried)
            await records.keepCarried(kept, client: client.id)
        }
        try await records.shelve(items.map(\.post), client: client.id)
    }

    /// Puts one post into line whose newer round had to wait for an older one. Where that can't be done now, `Recovery` does it
    /// later.
    func putInLineSoon(_ post: PostID, of client: Client) async {
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try? await Task.sleep(for: .milliseconds(.random(in: 20...60))) }
            do throws(StoreFailure) {
                guard try await claims.holdPublisherLease(name, for: client) else { continue }
                let epoch = try await claims.epoch(of: client)
                try await putInLine([post], of: client, as: name, epoch: epoch)
                try await claims.endPublisherLease(name, for: client)
            } catch {}
            return
        }
    }

    /// Another publisher is at work for a moment as a rule.
    private static let attempts = 25
}
