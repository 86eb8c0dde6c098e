/// A store could not do what was asked. Nothing is known to be wrong with the request: it can be repeated.
package struct StoreFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What failed and what to look at, for the log and for operators; not for callers.
    package let description: String
    /// Whether the store may have carried the request out all the same.
    package let maybeDone: Bool

    package init(_ description: String, maybeDone: Bool = true) {
        self.description = description
        self.maybeDone = maybeDone
    }
}
