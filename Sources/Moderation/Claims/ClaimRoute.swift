/// A store and the stay of a client's line in it.
package struct ClaimRoute: Sendable {
    package let store: any ClaimStore & BoundedLine
    /// Nil where there is but one store.
    package let place: LinePlace?
    /// The store in which results of earlier stays may be; nil where there was none.
    package let former: (any ClaimStore)?

    package init(
        store: any ClaimStore & BoundedLine,
        place: LinePlace? = nil,
        former: (any ClaimStore)? = nil
    ) {
        self.store = store
        self.place = place
        self.former = former
    }
}
