/// Writes what a `WriteBatch` collected.
protocol BatchWriter: Sendable {
    associatedtype Element: Sendable

    /// What one command holds at most, in weight.
    static var mostInOneCommand: Int { get }

    /// What limits are counted in.
    func weight(of element: Element) -> Int

    /// One command; false if it could not be written, or may not have been.
    func write(_ elements: ArraySlice<Element>) async -> Bool

    /// Whether an element that could not be written now is tried again.
    func isWorthAnotherTry(_ element: Element) -> Bool

    /// So many elements were dropped since this was called last: there was no room for them, or no more tries.
    func lost(_ count: Int)
}
