extension MemoryClaims {
    package func extend(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try change(client) { queue, now in
            queue.extend(post, by: moderator, naming: claim, settings: client.settings, now: now)
        }
    }

    package func release(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        anyones: Bool,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try change(client) { queue, now in
            queue.release(
                post,
                by: moderator,
                naming: claim,
                anyones: anyones,
                settings: client.settings,
                now: now
            )
        }
    }

    package func escalate(
        _ post: PostID,
        by moderator: ModeratorName,
        naming claim: NamedClaim,
        for client: Client
    ) async throws(StoreFailure) -> ClaimAnswer {
        try change(client) { queue, now in
            queue.escalate(post, by: moderator, naming: claim, settings: client.settings, now: now)
        }
    }

    package func overstayed(
        in name: QueueName,
        of client: Client,
        limit: Int
    ) async throws(StoreFailure) -> [(post: PostID, round: Int)] {
        try change(client) { queue, now in
            queue.overstayed(in: name, settings: client.settings, limit: limit, now: now)
                .map { ($0.item.post, $0.item.round) }
        }
    }

    package func window(
        of name: QueueName,
        for client: Client,
        tail: Int
    ) async throws(StoreFailure) -> QueueWindow {
        try change(client) { queue, _ in queue.window(of: name, tail: tail) }
    }

    package func shelve(
        _ items: [(post: PostID, round: Int)],
        from name: QueueName,
        of client: Client,
        publisher: String
    ) async throws(StoreFailure) -> [ShelvedItem]? {
        try change(client) { queue, now in queue.shelve(items, from: name, publisher: publisher, now: now) }
    }

    package func trimResults(of client: Client) async throws(StoreFailure) {
        try change(client) { queue, now in queue.trimResults(keeping: client.settings.resultsKept, now: now) }
    }
}
