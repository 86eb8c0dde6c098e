/// A store and the stay of a client's line in it.
package struct ClaimRoute: Sendable {
    package let store: any ClaimStore & BoundedLine
    /// Nil where there is but one store.
    package let place: LinePlace?

    /// Another one where what the store was asked may be over though the line is in the same place: the server was cut off for
    /// a while, or another Redis is in force.
    package let turn: Int

    package init(store: any ClaimStore & BoundedLine, place: LinePlace? = nil, turn: Int = 0) {
        self.store = store
        self.place = place
        self.turn = turn
    }
}
