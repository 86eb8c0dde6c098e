/// Decisions that follow each other in the log of results.
package struct ResultsPage: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package let number: Int64
        package let stored: StoredDecision

        package init(number: Int64, stored: StoredDecision) {
            self.number = number
            self.stored = stored
        }
    }

    package let entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }
}
