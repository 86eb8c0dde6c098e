extension MemoryClaims: InspectableLine {
    package func inspect(
        _ client: Client,
        in epoch: Int64,
        after cursor: String?,
        limit: Int
    ) async throws(StoreFailure) -> LinePage? {
        look(client) { queue, now in
            guard queue.epoch == epoch, !queue.isClosed else { return nil }
            let rest = queue.standing(now: now).filter { $0.post.description > cursor ?? "" }
            let page = Array(rest.prefix(limit))
            return LinePage(items: page, next: rest.count > limit ? page.last?.post.description : nil)
        }
    }

    package func inspect(
        _ posts: [PostID],
        of client: Client,
        in epoch: Int64
    ) async throws(StoreFailure) -> LinePage? {
        look(client) { queue, now in
            guard queue.epoch == epoch, !queue.isClosed else { return nil }
            return LinePage(items: queue.standing(now: now).filter { posts.contains($0.post) })
        }
    }

    /// One list of items has no parts that could disagree.
    package func mend(
        _ flaw: Drift,
        of client: Client
    ) async throws(StoreFailure) -> MendAnswer { .sound }

    /// Nor can one be lost without the other.
    package func findLoss(of client: Client, found: String?) async throws(StoreFailure) -> LineLoss? { nil }
}

extension MemoryQueue {
    /// All items, by post.
    fileprivate func standing(now: Timestamp) -> [StandingRound] {
        items.map { known in
            let isOverdue = known.settleAt.map { $0 < now } ?? false
            return StandingRound(
                post: known.item.post,
                round: known.item.round,
                queue: known.queue,
                overdue: isOverdue ? known.token ?? known.claim?.generation : nil
            )
        }.sorted { $0.post.description < $1.post.description }
    }
}
