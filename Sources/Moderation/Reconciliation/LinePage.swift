/// A part of what a claim store holds of a client.
package struct LinePage: Equatable, Sendable {
    package let items: [StandingRound]
    /// What its parts have against each other; true at the instant at which the page was read.
    package let flaws: [Drift]
    /// Where to go on; nil behind the last page.
    package let next: String?

    package init(items: [StandingRound], flaws: [Drift] = [], next: String? = nil) {
        self.items = items
        self.flaws = flaws
        self.next = next
    }
}
