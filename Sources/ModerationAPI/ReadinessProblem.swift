/// Why the server could not hand out a claim now.
package struct ReadinessProblem: Equatable, Sendable {
    /// What does not work, such as `redis`.
    package let part: String
    /// What was seen, and what to look at; open to everybody who can reach the server, so without addresses or secrets.
    package let detail: String

    package init(part: String, detail: String) {
        self.part = part
        self.detail = detail
    }
}
