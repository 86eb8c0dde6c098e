/// A store could not do what was asked. Nothing is known to be wrong with the request: it can be repeated.
package struct StoreFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What failed and what to look at, for the log and for operators; not for callers.
    package let description: String
    /// Whether the store may have carried the request out all the same.
    package let maybeDone: Bool
    /// Whether another store serves the client, or soon will, or this one will again: whoever asks which one, and asks that, gets
    /// an answer.
    package let hasMoved: Bool

    package init(_ description: String, maybeDone: Bool = true) {
        self.description = description
        self.maybeDone = maybeDone
        hasMoved = false
    }

    private init(moved description: String) {
        self.description = description
        maybeDone = false
        hasMoved = true
    }

    /// Of a store that may not serve the client now, and may again in a moment: nothing was done.
    package static func held(_ description: String) -> StoreFailure { StoreFailure(moved: description) }

    /// Of a store that does not serve the client: nothing was done.
    package static func moved(_ client: ClientID, from store: Tier) -> StoreFailure {
        StoreFailure(moved: "the line of client \(client) is not in the store \(store.rawValue) now")
    }
}
