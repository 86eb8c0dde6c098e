package import Moderation

extension Line {
    mutating func expire(
        _ queue: QueueName,
        maxExpiries: Int
    ) -> (ended: [EndedClaim], overdue: [OverdueDecision]) {
        // Looked for first: what is returned makes room for more, which is the next pass's.
        let late = lines[queue]?.due(at: time, limit: Self.returnedByExpire) ?? []
        let ended = returnExpired(
            in: queue,
            maxExpiries: maxExpiries,
            limit: Self.returnedByExpire,
            escalates: true
        )
        var overdue: [OverdueDecision] = []
        for slot in late {
            guard let item = items[slot], let hold = item.hold, let settleAt = hold.settleAt, settleAt <= time
            else { continue }
            overdue.append(OverdueDecision(post: item.post, round: item.round, token: hold.storedUnder))
            // The next caller gets it when this one had its time.
            let again = time + Self.settleAfter
            change(slot) { $0.hold?.settleAt = again }
        }
        return (ended, overdue)
    }

    /// Whether `expire` would do anything.
    package func isDue(_ queue: QueueName, at now: Timestamp) -> Bool {
        lines[queue]?.deadlines.first.map { $0.at <= max(time, now).milliseconds } ?? false
    }

    /// Returns expired claims to the line, the one that expired first in front. A claim under which a decision is under way
    /// stays.
    ///
    /// - Parameters:
    ///   - limit: of the deadlines looked at.
    ///   - escalates: whether what expires for the last time allowed is escalated, or stays for somebody who does.
    mutating func returnExpired(
        in queue: QueueName,
        maxExpiries: Int,
        limit: Int,
        escalates: Bool
    ) -> [EndedClaim] {
        let expired = returnable(in: queue, maxExpiries: maxExpiries, limit: limit, escalates: escalates, at: time)
        return expired.compactMap { slot in
            guard let item = items[slot], let claim = item.hold?.claim else { return nil }
            let isLast = item.expiresForTheLastTime(of: maxExpiries)
            let now = time
            change(slot) { item in
                item.end(.expired)
                if isLast { item.escalate(at: now) }
            }
            announce(isLast ? .escalated : queue)
            return EndedClaim(
                post: item.post,
                round: item.round,
                moderator: claim.moderator,
                generation: claim.generation,
                expiredAt: claim.expiresAt,
                isEscalated: isLast
            )
        }
    }

    /// What `returnExpired` would return at `now`.
    func returnable(
        in queue: QueueName,
        maxExpiries: Int,
        limit: Int,
        escalates: Bool,
        at now: Timestamp
    ) -> [Int] {
        let due = lines[queue]?.due(at: now, limit: limit) ?? []
        return due.filter { slot in
            guard let item = items[slot], item.hold?.settleAt == nil else { return false }
            return escalates || !item.expiresForTheLastTime(of: maxExpiries)
        }
    }
}
