/// The name of a client: a tenant, to which every item, claim and token belongs.
///
/// `[a-z0-9][a-z0-9_-]{0,62}`.
package struct ClientID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String, field: String = "client_id") throws(InvalidField) {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), let first = bytes.first, first.isLowercaseOrDigit,
            bytes.allSatisfy({ $0.isLowercaseOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else {
            throw InvalidField(
                field,
                "must be 1 to 63 of a-z, 0-9, '_' and '-', and begin with a letter or digit"
            )
        }
        description = text
    }

    /// Takes a client's name from a store, which only holds what was checked when it came in.
    package init(stored text: String) { description = text }
}
