import ClaimFixtures
import Moderation

/// Answers as texts. Instants are told from now, in the same steps as in `ClientDump`: two sides don't take the same
/// time.
extension ModelCaller {
    func describe(_ set: WorkingSet) -> String {
        var text = ""
        for shown in set.items {
            let item = shown.item
            text +=
                "\(item.post)/\(item.round) \(item.queue) \(item.priority.rawValue) \(item.queuedAt.milliseconds) "
                + "\(item.dueAt.milliseconds) x\(shown.deliveries) \(shown.isNew ? "new" : "held")\(shown.isTold ? "" : " untold") "
                + "\(describe(shown.claim, set.now)) \(item.payload.content)\n"
        }
        let queue = set.queue
        return text + "ready \(queue.ready) claimed \(queue.claimed) next \(steps(queue.nextExpiryAt, set.now)) "
            + "elsewhere \(queue.heldElsewhere) released \(queue.releasedByCaller)" + describe(set.ended)
    }

    func describe(_ ended: [EndedClaim]) -> String {
        guard !ended.isEmpty else { return "" }
        let claims = ended.map {
            "\($0.post)/\($0.round) \($0.moderator) \(numbers.text($0.generation))\($0.isEscalated ? " escalated" : "")"
        }
        return " ended \(claims.sorted())"
    }

    func describe(_ overdue: [OverdueDecision]) -> String {
        let late = overdue.map { "\($0.post)/\($0.round) \(numbers.text($0.token))" }
        return " overdue \(late.sorted())"
    }

    func describe(_ start: DecisionStart) -> String {
        switch start {
        case .deciding(let round, let generation, let token, let epoch):
            "deciding round \(round) claim \(numbers.text(generation)) token \(numbers.text(token)) "
                + "epoch \(epoch - numbers.firstEpoch)"
        case .absent: "absent"
        case .claimLost(let holder): "lost to \(holder?.moderator.description ?? "nobody")"
        case .superseded(let round, let at): "superseded by round \(round) at \(at.milliseconds)"
        case .notClaimed(let holder): "not claimed, held by \(holder?.moderator.description ?? "nobody")"
        }
    }

    func describe(_ answer: ClaimAnswer) -> String {
        switch answer {
        case .done(let held): "done \(describe(held))"
        case .maxHoldReached(let held): "held for long enough \(describe(held))"
        case .absent: "absent"
        case .deciding(let round): "deciding round \(round)"
        case .superseded(let round, let at): "superseded by round \(round) at \(at.milliseconds)"
        case .claimLost(let holder): "lost to \(holder?.moderator.description ?? "nobody")"
        case .notClaimed(let holder): "not claimed, held by \(holder?.moderator.description ?? "nobody")"
        }
    }

    private func describe(_ held: HeldItem) -> String {
        "\(held.post)/\(held.round) in \(held.queue) by \(held.claim.moderator) \(describe(held.claim, held.now))"
    }

    private func describe(_ claim: Claim, _ now: Timestamp) -> String {
        "\(numbers.text(claim.generation)) \(steps(claim.claimedAt, now))..\(steps(claim.expiresAt, now))"
    }

    func describe(_ look: ItemLook?) -> String {
        guard let look else { return "absent" }
        let claim = look.claim.map { "\($0.moderator) \(numbers.text($0.generation))" } ?? "nobody"
        return "round \(look.round) in \(look.queue) x\(look.deliveries) held by \(claim)"
    }

    func describe(_ shelved: [ShelvedItem]?) -> String {
        guard let shelved else { return "no lease" }
        return "\(shelved.map { "\($0.post)/\($0.round)\($0.carried == nil ? "" : " with its story")" })"
    }

    func describe(_ window: QueueWindow) -> String {
        let tail = window.tail.map { "\($0.post)/\($0.round) \($0.dueAt.milliseconds)" }
        return "\(window.itemsOfClient) waiting \(window.waiting) claimed \(window.claimed) \(tail)"
    }

    /// Fewer items wait than Redis looks at (FRONT in `stats`) for Redis to tell the oldest exactly.
    func describe(_ stats: ClientStats) -> String {
        var text = ""
        for (name, queue) in stats.queuesInOrder {
            text +=
                "\n\(name) ready \(queue.ready) claimed \(queue.claimed) next \(steps(queue.nextExpiryAt, stats.now))"
            for priority in Priority.allCases {
                let part = queue[priority]
                text += " \(part.ready) \(part.claimed) \(part.oldestQueuedAt?.milliseconds ?? 0)"
            }
        }
        return text + " held \(stats.moderatorsInOrder.map { "\($0.name) \($0.claimed)" })"
    }

    private func steps(_ instant: Timestamp?, _ now: Timestamp) -> String {
        instant.map { "\(ModelTime.steps($0, from: now))" } ?? "none"
    }
}
