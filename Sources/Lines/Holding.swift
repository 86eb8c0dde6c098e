package import Moderation

/// An item and the claim on it that an epoch leaves to the next one.
package struct Holding: Equatable, Sendable {
    /// With the queue in which it stands, and its story.
    package let entry: LineEntry
    /// Keeps its generation, by which its holder knows it.
    package let claim: Claim

    package init(entry: LineEntry, claim: Claim) {
        self.entry = entry
        self.claim = claim
    }
}
