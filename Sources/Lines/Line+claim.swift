package import Moderation

extension Line {
    mutating func claim(_ claim: LineClaim) -> LineWorkingSet {
        let ended = returnExpired(
            in: claim.queue,
            maxExpiries: claim.maxExpiries,
            limit: Self.returnedByClaim,
            escalates: false
        )
        let held = held(by: claim.moderator, at: time)
        let here = held.filter { items[$0]?.queue == claim.queue }
        var shown = here.prefix(claim.limit).compactMap { slot in
            if !isTold(slot) { change(slot) { $0.hold?.showings.add() } }
            return item(shown: slot, isNew: false)
        }
        var free = claim.maxClaims - held.count
        while shown.count < claim.limit, free > 0, let slot = lines[claim.queue]?.next(for: claim.moderator) {
            let made = Claim(
                generation: nextGeneration(),
                moderator: claim.moderator,
                claimedAt: time,
                expiresAt: time + claim.lease
            )
            change(slot) { item in
                item.hold = StandingItem.Hold(claim: made)
                item.story.deliveries += 1
            }
            if let item = item(shown: slot, isNew: true) { shown.append(item) }
            free -= 1
        }
        return workingSet(claim, shown, elsewhere: held.count - here.count, ended: ended, at: time)
    }

    /// What a claim would answer at `now` if it is to change nothing: there is nothing more to hand out to this moderator,
    /// nothing that expired to return, and no showing to count. Nil where it would.
    package func idleAnswer(to claim: LineClaim, at now: Timestamp) -> LineWorkingSet? {
        let now = max(time, now)
        guard
            returnable(
                in: claim.queue,
                maxExpiries: claim.maxExpiries,
                limit: Self.returnedByClaim,
                escalates: false,
                at: now
            ).isEmpty
        else { return nil }
        let held = held(by: claim.moderator, at: now)
        let here = held.filter { items[$0]?.queue == claim.queue }
        guard here.prefix(claim.limit).allSatisfy(isTold) else { return nil }
        let shown = here.prefix(claim.limit).compactMap { item(shown: $0, isNew: false) }
        if shown.count < claim.limit, held.count < claim.maxClaims,
            lines[claim.queue]?.next(for: claim.moderator) != nil
        {
            return nil
        }
        return workingSet(claim, shown, elsewhere: held.count - here.count, ended: [], at: now)
    }

    mutating func takeBack(_ post: PostID, generation: Generation) {
        guard let slot = slot(of: post, heldUnder: generation), var showings = items[slot]?.hold?.showings else {
            return
        }
        if showings.takeBack() { return undo(slot) }
        change(slot) { $0.hold?.showings = showings }
    }

    mutating func unclaim(_ post: PostID, generation: Generation) {
        if let slot = slot(of: post, heldUnder: generation) { undo(slot) }
    }

    private func slot(of post: PostID, heldUnder generation: Generation) -> Int? {
        guard let slot = items.slot(of: post), let hold = items[slot]?.hold, hold.settleAt == nil,
            hold.claim.generation == generation
        else { return nil }
        return slot
    }

    private mutating func undo(_ slot: Int) {
        change(slot) { item in
            item.hold = nil
            item.story.deliveries -= 1
        }
        if let queue = items[slot]?.queue { announce(queue) }
    }

    /// What the moderator holds in all queues, oldest claim first. What is being decided may be decided already, and is
    /// not shown again.
    private func held(by moderator: ModeratorName, at now: Timestamp) -> [Int] {
        (holders[moderator] ?? []).filter { slot in
            items[slot]?.hold.map { $0.settleAt == nil && $0.isLive(at: now) } ?? false
        }
    }

    private func isTold(_ slot: Int) -> Bool { items[slot]?.hold?.showings.isForGood ?? true }

    private func item(shown slot: Int, isNew: Bool) -> LineWorkingSet.Item? {
        guard let item = items[slot], let hold = item.hold else { return nil }
        return LineWorkingSet.Item(
            entry: item.entry(withStory: false),
            deliveries: item.story.deliveries,
            claim: hold.claim,
            isNew: isNew,
            isTold: hold.showings.isForGood
        )
    }

    private func workingSet(
        _ claim: LineClaim,
        _ shown: [LineWorkingSet.Item],
        elsewhere: Int,
        ended: [EndedClaim],
        at now: Timestamp
    ) -> LineWorkingSet {
        let line = lines[claim.queue]
        let isShort = shown.count < claim.limit
        return LineWorkingSet(
            items: shown,
            queue: QueueState(
                ready: line?.waiting.count ?? 0,
                claimed: line?.deadlines.count ?? 0,
                nextExpiryAt: line?.nextExpiry(at: now),
                heldElsewhere: elsewhere,
                releasedByCaller: isShort ? line?.released(by: claim.moderator) ?? 0 : 0
            ),
            now: now,
            ended: ended
        )
    }
}
