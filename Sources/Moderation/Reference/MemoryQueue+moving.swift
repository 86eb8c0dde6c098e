extension MemoryQueue {
    /// The claims that stand; nil where the epoch has begun.
    mutating func close(before later: Int64) -> [HeldClaim]? {
        guard epoch < later else { return nil }
        markClosed()
        let held = items.compactMap { known in
            known.claim.map { claim in
                HeldClaim(
                    post: known.item.post,
                    round: known.item.round,
                    queue: known.queue,
                    claim: claim,
                    carried: luggage.check(in: known.story)
                )
            }
        }
        return held.sorted { $0.claim.generation < $1.claim.generation }
    }

    mutating func adopt(_ part: [AdoptedItem], isFirst: Bool) { adopted = (isFirst ? [] : adopted) + part }

    mutating func begin(_ later: Int64, adopted count: Int, now: Timestamp) {
        guard epoch < later else { return }
        let adopted = count > 0 ? adopted : []
        self.adopted = []
        clear()
        beginEpoch(later)
        for entry in adopted {
            var item = MemoryItem(entry.item, since: now)
            item.story = luggage.story(entry.item.carried) ?? MemoryItem.Story()
            item.story.deliveries = max(1, item.story.deliveries)
            item.claim = entry.claim
            item.showings = .forGood
            item.token = nextGeneration()
            items.append(item)
        }
    }
}
