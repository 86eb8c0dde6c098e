/// Where a client's line is, as MongoDB's record of the client says.
///
/// Each move begins a new epoch, so that an epoch belongs to one store, and generations rise through every move.
package struct LinePlace: Hashable, Sendable {
    package let store: Tier
    package let epoch: Int64
    /// The store that the line is on its way to: nobody uses the one that it is in any more. Nil while it stays.
    package let next: Tier?
    /// As `Client.servedSince`: whoever knows another one goes by settings that are over.
    package let servedSince: Int64

    package init(store: Tier, epoch: Int64, next: Tier? = nil, servedSince: Int64 = 1) {
        self.store = store
        self.epoch = epoch
        self.next = next
        self.servedSince = servedSince
    }

    /// The same, on its way to another store.
    package func leaving(for next: Tier) -> LinePlace {
        LinePlace(store: store, epoch: epoch, next: next, servedSince: servedSince)
    }

    /// Where it arrives: in the next epoch.
    package func arrived(in store: Tier) -> LinePlace {
        LinePlace(store: store, epoch: epoch + 1, servedSince: servedSince)
    }

    /// Whether the line has stayed where it was, in whatever epoch.
    package func isSameStay(as other: LinePlace) -> Bool {
        store == other.store && next == other.next && servedSince == other.servedSince
    }

    /// Whether this is where a line was to arrive, with whatever settings.
    package func isArrival(at next: LinePlace) -> Bool {
        store == next.store && epoch == next.epoch && self.next == nil
    }

    /// Whether this is no older than `other`, whichever was read first: epochs only rise, and a line that is on its way stays so
    /// until the next one begins.
    package func supersedes(_ other: LinePlace) -> Bool {
        epoch == other.epoch ? next == other.next || other.next == nil : epoch > other.epoch
    }

    /// Whether a store of this kind may serve the client: the line is there, stays, and the caller's settings are those in
    /// force.
    package func isIn(_ store: Tier, for client: Client) -> Bool {
        self.store == store && next == nil && servedSince == client.servedSince
    }
}
