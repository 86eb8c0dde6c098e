extension MemoryQueue {
    mutating func claim(_ request: ClaimRequest, now: Timestamp) -> WorkingSet {
        let settings = request.client.settings
        let ended = endExpired(in: request.queue, settings: settings, escalates: false, now: now)
        let live = items.compactMap { known -> (item: MemoryItem, claim: Claim)? in
            // What is being decided may be decided already, and is not shown again.
            guard known.settleAt == nil, let claim = known.liveClaim(at: now), claim.moderator == request.moderator
            else { return nil }
            return (known, claim)
        }
        let here = live.filter { $0.item.queue == request.queue }
            .sorted { $0.claim.generation < $1.claim.generation }
        var shown = here.prefix(request.limit).map { held in
            var showings = held.item.showings
            showings.add()
            if let index = index(of: held.item.item.post) { items[index].showings = showings }
            return ClaimedItem(
                item: held.item.shown,
                deliveries: held.item.story.deliveries,
                claim: held.claim,
                isNew: false,
                isTold: showings.isForGood
            )
        }
        var free = settings.maxClaims - live.count
        while shown.count < request.limit, free > 0, let next = nextInLine(of: request.queue, for: request.moderator) {
            let claim = Claim(
                generation: nextGeneration(),
                moderator: request.moderator,
                claimedAt: now,
                expiresAt: now + settings.lease
            )
            items[next].claim = claim
            items[next].showings = .one
            items[next].story.deliveries += 1
            shown.append(
                ClaimedItem(
                    item: items[next].shown,
                    deliveries: items[next].story.deliveries,
                    claim: claim,
                    isNew: true
                )
            )
            free -= 1
        }
        return WorkingSet(
            items: shown,
            queue: state(
                of: request.queue,
                for: request.moderator,
                isShort: shown.count < request.limit,
                heldElsewhere: live.count - here.count,
                now: now
            ),
            now: now,
            ended: ended
        )
    }

    mutating func unclaim(_ post: PostID, generation: Generation) {
        guard let index = index(of: post), items[index].settleAt == nil, items[index].claim?.generation == generation
        else { return }
        guard items[index].showings.takeBack() else { return }
        items[index].claim = nil
        items[index].token = nil
        items[index].story.deliveries -= 1
    }

    /// Earliest due time first; of equal ones the one published first.
    private func nextInLine(of queue: QueueName, for moderator: ModeratorName) -> Int? {
        var first: Int?
        for index in items.indices where items[index].isWaiting && items[index].queue == queue {
            guard !items[index].story.released.contains(moderator) else { continue }
            if first.map({ items[index].item.dueAt < items[$0].item.dueAt }) ?? true { first = index }
        }
        return first
    }

    private func state(
        of queue: QueueName,
        for moderator: ModeratorName,
        isShort: Bool,
        heldElsewhere: Int,
        now: Timestamp
    ) -> QueueState {
        let here = items.filter { $0.queue == queue }
        let released = here.count { $0.isWaiting && $0.story.released.contains(moderator) }
        return QueueState(
            ready: here.count(where: \.isWaiting),
            claimed: here.count { !$0.isWaiting },
            nextExpiryAt: here.compactMap(\.deadline).min().map { max($0, now) },
            heldElsewhere: heldElsewhere,
            releasedByCaller: isShort ? released : 0
        )
    }

    /// Returns expired claims to the line, the one that expired first in front. A claim under which a decision is
    /// under way stays.
    ///
    /// - Parameter escalates: whether what expires for the last time allowed is escalated, or stays for somebody who does.
    private mutating func endExpired(
        in queue: QueueName,
        settings: ClientSettings,
        escalates: Bool,
        now: Timestamp
    ) -> [EndedClaim] {
        var ended: [EndedClaim] = []
        for index in items.indices where items[index].queue == queue && items[index].settleAt == nil {
            guard let claim = items[index].claim, claim.expiresAt <= now else { continue }
            let isLast = queue != .escalated && items[index].story.expiries + 1 >= settings.maxExpiries
            guard escalates || !isLast else { continue }
            items[index].giveBack(.expired)
            if isLast { items[index].escalate(at: now) }
            ended.append(
                EndedClaim(
                    post: items[index].item.post,
                    round: items[index].item.round,
                    moderator: claim.moderator,
                    generation: claim.generation,
                    expiredAt: claim.expiresAt,
                    isEscalated: isLast
                )
            )
        }
        return ended.sorted { $0.expiredAt < $1.expiredAt }
    }

    mutating func expire(
        _ queue: QueueName,
        settings: ClientSettings,
        now: Timestamp
    ) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        let ended = endExpired(in: queue, settings: settings, escalates: true, now: now)
        var overdue: [OverdueDecision] = []
        for index in items.indices where items[index].queue == queue {
            guard let claim = items[index].claim, let settleAt = items[index].settleAt, settleAt <= now else {
                continue
            }
            // The next caller gets it when this one had its time.
            items[index].settleAt = now + Self.settleAfter
            overdue.append(
                OverdueDecision(
                    post: items[index].item.post,
                    round: items[index].item.round,
                    token: items[index].token ?? claim.generation
                )
            )
        }
        return (ended, overdue)
    }
}
