import Lines
package import Moderation

extension MongoClaims {
    package func claim(_ request: ClaimRequest) async throws(StoreFailure) -> WorkingSet {
        let claim = LineClaim(request)
        let command = LineCommand.claim(claim)
        // What is said of an epoch that was filled before the question is said for good.
        let filledBefore = filled[request.client.id]
        let idle = try await inEpoch(of: request.client) { (replica, epoch) async throws(StoreFailure) in
            try await replica.idleOrEpoch(claim, in: epoch)
        }
        if let set = idle.value {
            return try await complete(set, for: request.client).doubted(if: idle.epoch > filledBefore ?? 0)
        }
        let answer = try await run(command, for: request.client)
        guard case .workingSet(let set) = answer.reply else {
            throw StoreFailure("a line did not answer a claim with a working set")
        }
        return try await complete(set, for: request.client).doubted(if: answer.epoch > filledBefore ?? 0)
    }

    /// Puts in what moderators are shown. A post whose newest round is another by then is left out: its replacement is on its way.
    private func complete(_ set: LineWorkingSet, for client: Client) async throws(StoreFailure) -> WorkingSet {
        let rounds = Dictionary(set.items.map { ($0.entry.post, $0.entry.round) }) { first, _ in first }
        let payloads = try await desk.payloads(of: rounds, client: client.id)
        return WorkingSet(
            items: set.items.compactMap { item in payloads[item.entry.post].map(item.completed) },
            queue: set.queue,
            now: set.now,
            ended: set.ended
        )
    }

    package func unclaim(_ post: PostID, generation: Generation, for client: Client) async throws(StoreFailure) {
        _ = try await run(.takeBack(post, generation: generation), for: client)
    }

    package func expire(
        _ queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        let isDue = try await readInPassing(
            client,
            isFresh: !follows,
            atRest: { $0.isDue(queue, at: $1) ? nil : false }
        ) { $0.isDue(queue, at: $1) }
        guard isDue else { return ([], []) }
        let reply = try await run(.expire(queue, maxExpiries: client.settings.maxExpiries), for: client).reply
        guard case .expired(let ended, let overdue) = reply else { throw Self.unexpected(reply) }
        return (ended, overdue)
    }
}

extension WorkingSet {
    fileprivate func doubted(if mayLackItems: Bool) -> WorkingSet {
        with(queue.with(mayLackItems: items.isEmpty && mayLackItems))
    }
}
