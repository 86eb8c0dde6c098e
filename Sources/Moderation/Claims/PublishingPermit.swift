/// What entitles a caller to put items into line; see `ClaimStore.publish`.
package enum PublishingPermit: Hashable, Sendable {
    /// The items are new, and nobody else publishes them before this instant of the store's clock. Of another store it says
    /// nothing: their clocks may differ.
    case new(until: Timestamp, in: Tier? = nil)
    /// The caller holds the publisher's lease under this name.
    case publisher(name: String)
}

extension PublishingPermit {
    /// Whether it counts in a store: what it says goes by that store's clock.
    package func counts(in store: Tier) -> Bool {
        if case .new(_, let other?) = self { other == store } else { true }
    }
}
