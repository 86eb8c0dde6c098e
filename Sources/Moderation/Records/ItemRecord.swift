/// An item as the system of record has it.
package struct ItemRecord: Equatable, Sendable {
    package let item: QueuedItem
    package let verdict: Verdict
    package let status: ItemStatus
    package let contentVersion: String?
    /// The highest revision of any verdict on the post.
    package let revision: Int64?
    /// Of all rounds, oldest first.
    package let decisions: [StoredDecision]
    /// What became of the item, as far as no decision says it, in all rounds, oldest first: `ingested`, `queued`,
    /// `superseded`, `withdrawn`; the newest 200 of them.
    package let log: [ItemEvent]
    /// When it was withdrawn, if it is.
    package let withdrawnAt: Timestamp?

    package init(
        item: QueuedItem,
        verdict: Verdict,
        status: ItemStatus,
        contentVersion: String?,
        revision: Int64? = nil,
        decisions: [StoredDecision],
        log: [ItemEvent] = [],
        withdrawnAt: Timestamp? = nil
    ) {
        self.item = item
        self.verdict = verdict
        self.status = status
        self.contentVersion = contentVersion
        self.revision = revision
        self.decisions = decisions
        self.log = log
        self.withdrawnAt = withdrawnAt
    }

    /// The decision of the newest round.
    package var decision: StoredDecision? { decisions.last.flatMap { $0.decision.round == item.round ? $0 : nil } }
}
