/// An item of `MemoryRecords`.
struct MemoryRecord {
    var verdict: VerdictRecord
    var item: QueuedItem
    var status: ItemStatus
    var decisions: [StoredDecision] = []
    var log: [ItemEvent] = []
    var withdrawnAt: Timestamp?
    /// The newest round that ended without a decision and is not known to be out of the claim store, and since when.
    var ended: (round: Int, at: Timestamp)?
    /// The rounds whose result is known to be published.
    var published: [Int] = []
    /// Decisions under a generation below this one are refused.
    var fence = Generation(0)
    /// The epoch of the claim store in which the round stands in line; nil where it is not known to.
    var queuedIn: Int64?
    var isOnShelf = false
    /// What the claim store wants back with the item, in the round named.
    var carried: (round: Int, text: String)?
    /// The round that went to the queue of the supervisors.
    var escalatedRound: Int?
    /// Of the last verdict that opened a round and came by the stream.
    var position: StreamPosition?
    /// The highest of any verdict.
    var revision: Int64?

    var version: PostVersion {
        PostVersion(content: verdict.contentVersion, revision: revision, position: position)
    }

    var asRead: ItemRecord {
        ItemRecord(
            item: item,
            verdict: verdict.verdict,
            status: status,
            contentVersion: verdict.contentVersion,
            revision: revision,
            decisions: decisions.map(asRead),
            log: Array(log.suffix(ItemEvent.mostInLog)),
            withdrawnAt: withdrawnAt
        )
    }

    /// The item as it is put into line.
    var inLine: QueuedItem {
        QueuedItem(
            post: item.post,
            round: item.round,
            queue: queue,
            priority: item.priority,
            queuedAt: item.queuedAt,
            dueAt: item.dueAt,
            payload: item.payload,
            carried: carried.flatMap { $0.round == item.round ? $0.text : nil }
        )
    }

    var queue: QueueName { escalatedRound == item.round ? .escalated : item.queue }

    func decision(ofRound round: Int) -> StoredDecision? {
        decisions.first { $0.decision.round == round }.map(asRead)
    }

    private func asRead(_ stored: StoredDecision) -> StoredDecision {
        StoredDecision(
            decision: stored.decision,
            epoch: stored.epoch,
            isPublished: published.contains(stored.decision.round)
        )
    }
}
