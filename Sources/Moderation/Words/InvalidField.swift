/// A value that the contract doesn't allow, with the field that it came in.
package struct InvalidField: Error, Equatable, Sendable {
    /// The field as the caller named it, such as `post_id`.
    package let field: String
    /// What is wrong with it and what would be right, as half a sentence.
    package let reason: String

    package init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}

extension InvalidField: CustomStringConvertible {
    package var description: String { "\(field): \(reason)" }
}
