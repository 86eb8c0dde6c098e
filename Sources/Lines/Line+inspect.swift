package import Moderation

/// What stands in line, a part at a time.
extension Line {
    /// `limit` items at most, in an order that holds while they stand.
    ///
    /// - Parameter from: 0 at the beginning, then what the part before gave.
    /// - Returns: with where to go on; nil behind the last part.
    package func standing(from: Int, limit: Int, now: Timestamp) -> (items: [StandingRound], next: Int?) {
        var found: [StandingRound] = []
        var slot = max(0, from)
        while slot < items.slotCount, found.count < limit {
            if let item = items[slot] { found.append(item.standing(at: max(time, now))) }
            slot += 1
        }
        return (found, slot < items.slotCount ? slot : nil)
    }

    /// Of these posts, those that stand in line.
    package func standing(_ posts: [PostID], now: Timestamp) -> [StandingRound] {
        posts.compactMap { items.item(of: $0)?.standing(at: max(time, now)) }
    }
}

extension StandingItem {
    fileprivate func standing(at now: Timestamp) -> StandingRound {
        let isOverdue = hold?.settleAt.map { $0 < now } ?? false
        return StandingRound(post: post, round: round, queue: queue, overdue: isOverdue ? hold?.storedUnder : nil)
    }
}
