/// What entitles a caller to put items into line; see `ClaimStore.publish`.
package enum PublishingPermit: Hashable, Sendable {
    /// The items are new, and nobody else publishes them before this instant of the store's clock.
    case new(until: Timestamp)
    /// The caller holds the publisher's lease under this name.
    case publisher(name: String)
}
