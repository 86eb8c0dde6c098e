import MongoClient

/// A note on items that saves work: one statement that a `MarkBatch` writes.
struct Mark: Sendable {
    let update: MongoUpdate
    /// How many items the statement is about: what limits are counted in.
    let items: Int
    /// Whether somebody does the marked work again if the mark is lost. What says that work is still to be done
    /// has nobody behind it, and is tried until it is written.
    let canBeLost: Bool
}
