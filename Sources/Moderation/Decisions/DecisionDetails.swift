/// What a person says about a decision beyond its outcome. All of it is optional.
package struct DecisionDetails: Equatable, Sendable {
    /// At most 500 characters.
    package let reason: String?
    /// At most 20.
    package let policies: [String]
    /// At most 4,000 characters.
    package let note: String?

    package init(reason: String? = nil, policies: [String] = [], note: String? = nil) {
        self.reason = reason
        self.policies = policies
        self.note = note
    }
}
