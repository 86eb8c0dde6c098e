/// What the AI says of a post. Only `manual_review` is queued.
package enum Verdict: String, Sendable {
    case manualReview = "manual_review"
    case approved, rejected

    package init(field text: String) throws(InvalidField) {
        guard let known = Verdict(rawValue: text) else {
            throw InvalidField("verdict", "must be one of manual_review, approved, rejected")
        }
        self = known
    }
}
