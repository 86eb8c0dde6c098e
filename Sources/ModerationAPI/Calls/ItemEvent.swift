import Moderation

/// An entry of an item's history.
struct ItemEvent: Equatable, Sendable {
    let event: String
    let at: Timestamp
    let moderator: ModeratorName?
    let round: Int
    let reason: String?

    /// What the record itself knows, oldest first.
    static func known(to record: ItemRecord) -> [ItemEvent] {
        let item = record.item
        var events = record.decisions.map { ItemEvent($0.decision) }
        events.append(
            ItemEvent(event: "ingested", at: item.queuedAt, moderator: nil, round: item.round, reason: nil)
        )
        if record.verdict == .manualReview {
            events.append(
                ItemEvent(event: "queued", at: item.queuedAt, moderator: nil, round: item.round, reason: nil)
            )
        }
        // A round's decision comes behind its ingest, whatever the clocks say.
        return events.enumerated().sorted { left, right in
            (left.element.order, left.offset) < (right.element.order, right.offset)
        }.map(\.element)
    }

    private var order: Int { 2 * round + (event == "ingested" || event == "queued" ? 0 : 1) }

    private init(event: String, at: Timestamp, moderator: ModeratorName?, round: Int, reason: String?) {
        self.event = event
        self.at = at
        self.moderator = moderator
        self.round = round
        self.reason = reason
    }

    private init(_ decision: Decision) {
        self.init(
            event: decision.outcome.rawValue,
            at: decision.decidedAt,
            moderator: decision.moderator,
            round: decision.round,
            reason: decision.details.reason
        )
    }
}
