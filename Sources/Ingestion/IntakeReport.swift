package import Moderation

/// What became of one batch of a stream.
package struct IntakeReport: Equatable, Sendable {
    /// Verdicts that are new.
    package var accepted = 0
    /// Verdicts that were there before.
    package var duplicates = 0
    /// Entries that were moved to the refused ones.
    package var refused = 0
    /// Why some of the batch could not be stored and will be taken again.
    package var failure: StoreFailure?
    /// Nothing was free to be taken.
    package var isEmpty = false

    package init() {}
}
