extension Story {
    /// What has become of an item in a round at `now`, after the events of its claims; nil where they tell of none.
    ///
    /// - Parameter events: of one item, in any order, those of other rounds among them.
    package init?(ofRound round: Int, after events: [ItemEvent], at now: Timestamp) {
        let claims = ToldClaim.all(in: events.filter { $0.round == round }, at: now)
        guard !claims.isEmpty else { return nil }
        self.init()
        deliveries = claims.count
        for told in claims {
            guard let end = told.end else { continue }
            remember(told.claim, end)
            if told.hasExpired, end != .expired { expiries += 1 }
            if end == .released { rememberRelease(by: told.claim.moderator) }
        }
    }
}
