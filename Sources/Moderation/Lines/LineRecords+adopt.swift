extension LineRecords {
    /// So many that even the largest items come back together.
    private static var adoptedTogether: Int { 8 }

    /// The items of claims that a line of a later epoch takes over: those that are still pending in the claimed round, each
    /// behind a fence at the beginning of that epoch, so that no decision that began before it is stored any more.
    package func adopt(
        _ held: [HeldClaim],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [AdoptedItem] {
        var adopted: [AdoptedItem] = []
        var rest = held[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.adoptedTogether)
            rest = rest.dropFirst(part.count)
            let items = try await requeue(part.map(\.post), epoch: epoch, client: client)
            let byPost = Dictionary(items.map { ($0.post, $0) }) { first, _ in first }
            for claim in part {
                guard let item = byPost[claim.post], item.round == claim.round else { continue }
                adopted.append(AdoptedItem(item: item.held(as: claim), claim: claim.claim))
            }
        }
        return adopted
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
