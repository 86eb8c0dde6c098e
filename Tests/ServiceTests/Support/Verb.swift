/// How a moderator decides, as the path of the call names it.
enum Verb: String, Sendable, CaseIterable {
    case approve, reject

    /// As the decision names it.
    var outcome: String { self == .approve ? "approved" : "rejected" }
}
