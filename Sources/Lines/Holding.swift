package import Moderation

/// An item and the claim on it that an epoch leaves to the next one.
package struct Holding: Equatable, Sendable {
    /// With the queue in which it stands, and its story.
    package let entry: LineEntry
    /// Keeps its generation, by which its holder knows it.
    package let claim: Claim
    /// What a decision under the claim is stored under; nil for its generation.
    package let token: Generation?
    /// Whether a decision was under way. The next epoch begins without it: whoever made it asks again.
    package let isDeciding: Bool

    package init(entry: LineEntry, claim: Claim, token: Generation? = nil, isDeciding: Bool = false) {
        self.entry = entry
        self.claim = claim
        self.token = token
        self.isDeciding = isDeciding
    }
}
