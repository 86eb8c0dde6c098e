extension ItemEvent {
    /// How many events of an item's log are kept.
    package static let mostInLog = 200

    /// What a verdict that opens a round does to the item.
    ///
    /// - Parameter replacing: The round that was open until then.
    package static func opening(
        _ round: Int,
        with verdict: VerdictRecord,
        at now: Timestamp,
        replacing open: Int?
    ) -> [ItemEvent] {
        let post = verdict.post
        var events: [ItemEvent] = []
        if let open { events.append(ItemEvent(post: post, kind: .superseded, at: now, round: open)) }
        events.append(ItemEvent(post: post, kind: .ingested, at: now, round: round))
        if verdict.verdict == .manualReview {
            events.append(ItemEvent(post: post, kind: .queued, at: now, round: round))
        }
        return events
    }
}
