/// Why the server could not hand out a claim now, or not every one.
package struct ReadinessProblem: Equatable, Sendable {
    /// What does not work, such as `redis`.
    package let part: String
    /// What was seen, and what to look at; open to everybody who can reach the server, so without addresses or secrets.
    package let detail: String

    /// Whether claims are handed out all the same, though not to everyone.
    package let isPartial: Bool

    package init(part: String, detail: String, isPartial: Bool = false) {
        self.part = part
        self.detail = detail
        self.isPartial = isPartial
    }
}
