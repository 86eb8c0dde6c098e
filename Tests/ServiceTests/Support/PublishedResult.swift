import TestSupport

/// An entry of the stream of results.
struct PublishedResult: Sendable, Hashable {
    let decisionID: String?
    let post: String?
    let outcome: String?
    let moderator: String?

    /// - Parameter entry: As `XRANGE` answers it: its id and a flat list of fields.
    init(_ entry: LooseJSON) {
        var fields: [String: String] = [:]
        let flat = entry[1].array.map { $0.string ?? "" }
        for index in stride(from: 0, to: flat.count - 1, by: 2) { fields[flat[index]] = flat[index + 1] }
        decisionID = fields["decision_id"]
        post = fields["post_id"]
        outcome = fields["outcome"]
        moderator = fields["moderator"]
    }
}
