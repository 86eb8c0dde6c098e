/// An item as the system of record has it.
package struct ItemRecord: Equatable, Sendable {
    package let item: QueuedItem
    package let verdict: Verdict
    package let status: ItemStatus
    package let contentVersion: String?
    /// Of all rounds, oldest first.
    package let decisions: [StoredDecision]

    package init(
        item: QueuedItem,
        verdict: Verdict,
        status: ItemStatus,
        contentVersion: String?,
        decisions: [StoredDecision]
    ) {
        self.item = item
        self.verdict = verdict
        self.status = status
        self.contentVersion = contentVersion
        self.decisions = decisions
    }

    /// The decision of the newest round.
    package var decision: StoredDecision? { decisions.last.flatMap { $0.decision.round == item.round ? $0 : nil } }
}
