extension HeldClaim {
    /// The claim that stands on an item after these events of it, in any order; nil where none does at `now`.
    ///
    /// - Parameter text: how what is known of the item besides is carried.
    package init?(
        after events: [ItemEvent],
        at now: Timestamp,
        carrying text: (Story) -> String? = { _ in nil }
    ) {
        guard let last = ToldClaim.all(in: events, at: now).last, last.end == nil else { return nil }
        self.init(
            post: last.post,
            round: last.round,
            claim: last.claim,
            carried: Story(ofRound: last.round, after: events, at: now).flatMap(text)
        )
    }
}
