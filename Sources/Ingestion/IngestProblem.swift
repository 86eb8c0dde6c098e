/// Why a verdict could not be taken in. It concerns this one verdict and no other.
package struct IngestProblem: Error, Equatable, Sendable {
    /// The codes are the contract's.
    package enum Code: String, Sendable {
        case invalidJSON = "invalid_json"
        case invalidField = "invalid_field"
        case unknownField = "unknown_field"
        case tooLarge = "too_large"
        /// The verdict is fine and could not be stored now: it is to be sent again.
        case unavailable
    }

    package let code: Code
    /// The field that is wrong; nil where the text as a whole is.
    package let field: String?
    /// What is wrong and what would be right, naming the field; for people.
    package let detail: String

    package init(_ code: Code, field: String? = nil, _ detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }
}
