package import Moderation

/// An item of a line, with the claim on it.
package struct StandingItem: Equatable, Sendable {
    package let post: PostID
    package let round: Int
    package let priority: Priority
    package let queuedAt: Timestamp
    package let dueAt: Timestamp
    /// Which item of the line it is, in the order of publishing.
    package let nth: Int64
    package private(set) var queue: QueueName
    /// Since when it has been in the line, in its present queue.
    package private(set) var since: Timestamp
    /// Nil while it waits.
    package var hold: Hold?
    package var story: Story

    /// The claim on an item, live or not yet found expired.
    package struct Hold: Equatable, Sendable {
        package var claim: Claim
        /// What the claim's decision is stored under; nil for its generation.
        package var token: Generation?
        /// When the decision that is under way is looked into by someone else; nil while nobody decides.
        package var settleAt: Timestamp?
        package var showings: Showings

        package init(
            claim: Claim,
            token: Generation? = nil,
            settleAt: Timestamp? = nil,
            showings: Showings = .one
        ) {
            self.claim = claim
            self.token = token
            self.settleAt = settleAt
            self.showings = showings
        }

        /// When something happens to the item by itself.
        package var deadline: Timestamp { settleAt ?? claim.expiresAt }
        /// What a decision is stored under.
        package var storedUnder: Generation { token ?? claim.generation }

        /// An expired claim is over even before it is returned, unless the decision under it is under way.
        func isLive(at now: Timestamp) -> Bool { settleAt != nil || now < claim.expiresAt }
    }

    package init(_ entry: LineEntry, nth: Int64, since: Timestamp, hold: Hold? = nil, story: Story) {
        post = entry.post
        round = entry.round
        priority = entry.priority
        queuedAt = entry.queuedAt
        dueAt = entry.dueAt
        self.nth = nth
        queue = entry.queue
        self.since = since
        self.hold = hold
        self.story = story
    }

    /// As it would be published where it stands.
    package func entry(withStory: Bool) -> LineEntry {
        LineEntry(
            post: post,
            round: round,
            queue: queue,
            priority: priority,
            queuedAt: queuedAt,
            dueAt: dueAt,
            story: withStory && story != Story() ? story : nil
        )
    }

    /// The claim as anyone may see it.
    func liveClaim(at now: Timestamp) -> Claim? { hold.flatMap { $0.isLive(at: now) ? $0.claim : nil } }

    /// Whether its claim, should it expire once more, is the last that may.
    func expiresForTheLastTime(of most: Int) -> Bool { queue != .escalated && story.expiries + 1 >= most }

    mutating func end(_ end: Story.End) {
        guard let claim = hold?.claim else { return }
        story.remember(claim, end)
        hold = nil
    }

    mutating func escalate(at now: Timestamp) {
        queue = .escalated
        since = now
    }
}
