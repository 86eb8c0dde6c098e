/// Parts of a client's line that its claim store has lost, and that claims depend on.
package struct LineLoss: Hashable, Sendable, CustomStringConvertible {
    /// In a few words.
    package let what: String
    /// What stood in the place of the store's own, with its name: it is gone.
    package let foreign: [String]
    /// Whether the line begins anew for it; false where that would be too soon behind the last time.
    package let beginsAnew: Bool

    package init(_ what: String, foreign: [String] = [], beginsAnew: Bool = true) {
        self.what = what
        self.foreign = foreign
        self.beginsAnew = beginsAnew
    }

    package var description: String { ([what] + foreign).filter { !$0.isEmpty }.joined(separator: "; ") }
}
