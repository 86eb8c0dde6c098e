/// What happened to an item in its round: what a store that hands it out knows besides the item, and what goes along when the
/// item leaves the line and comes back.
package struct Story: Equatable, Sendable {
    /// How often it was handed out.
    package var deliveries = 0
    package var expiries = 0
    /// Claims that ended without a decision, oldest first.
    package var past: [Former] = []
    /// Who released it and does not get it again, in the order in which they did.
    package var released: [ModeratorName] = []
    /// Who held it when a newer round took its place, oldest first.
    package var replaced: [Replaced] = []

    package struct Former: Equatable, Sendable {
        package var claim: Claim
        package var end: End

        package init(claim: Claim, end: End) {
            self.claim = claim
            self.end = end
        }
    }

    /// How a claim ended; `taken` is by a supervisor.
    package enum End: String, Sendable {
        case expired, released, taken, escalated
    }

    package struct Replaced: Equatable, Sendable {
        package let moderator: ModeratorName
        package let generation: Generation

        package init(moderator: ModeratorName, generation: Generation) {
            self.moderator = moderator
            self.generation = generation
        }
    }

    /// Of each list so many are kept; the oldest go first.
    static let pastKept = 32
    static let releasedKept = 100
    static let replacedKept = 8

    package init() {}

    /// What is kept of it when the item is shelved: nil where nobody had the item, in this round or when an older one was
    /// replaced.
    package var ifAny: Story? { deliveries > 0 || !replaced.isEmpty ? self : nil }

    /// The claim that expired and that nobody followed.
    package var lastExpired: Claim? { past.last.flatMap { $0.end == .expired ? $0.claim : nil } }

    package mutating func remember(_ claim: Claim, _ end: End) {
        if past.count >= Self.pastKept { past.removeFirst() }
        past.append(Former(claim: claim, end: end))
        if end == .expired { expiries += 1 }
    }

    /// Its holder takes the claim up again that expired and that nobody followed.
    package mutating func takeBackExpiry(of generation: Generation) {
        guard lastExpired?.generation == generation else { return }
        past.removeLast()
        expiries = max(0, expiries - 1)
    }

    package mutating func rememberRelease(by moderator: ModeratorName) {
        guard !released.contains(moderator) else { return }
        if released.count >= Self.releasedKept { released.removeFirst() }
        released.append(moderator)
    }

    /// Of an older round nothing counts but who held it when it was replaced: a claim, or one that expired and that nobody
    /// followed.
    package func leftToNewer(holding claim: Claim?) -> Story {
        var story = Story()
        story.replaced = replaced
        if let holder = claim ?? lastExpired {
            if story.replaced.count >= Self.replacedKept { story.replaced.removeFirst() }
            story.replaced.append(Replaced(moderator: holder.moderator, generation: holder.generation))
        }
        return story
    }

    /// With what is known of the same round elsewhere, where either may lack a part: of two accounts of one claim this one
    /// counts.
    package func united(with other: Story) -> Story {
        var story = self
        let known = Set(past.map(\.claim.generation))
        let more = other.past.filter { !known.contains($0.claim.generation) }
        story.past = (past + more).sorted { $0.claim.generation < $1.claim.generation }.suffix(Self.pastKept)
        for moderator in other.released { story.rememberRelease(by: moderator) }
        story.deliveries = max(deliveries, other.deliveries)
        story.expiries = max(expiries, other.expiries)
        if replaced.isEmpty { story.replaced = other.replaced }
        return story
    }
}
