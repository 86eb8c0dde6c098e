/// Who reviews; a pseudonym is enough. `[A-Za-z0-9][A-Za-z0-9_.@:+|\/=~-]{0,127}`: what identity providers give, such as `auth0|5f7c`,
/// `a+b@example.org` and `DOMAIN\user`. Scripts put a space behind a name, and find what is of it up to `!`: no character of a
/// name may be either, or sort before.
package struct ModeratorName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String, field: String = "moderator") throws(InvalidField) {
        let bytes = text.utf8
        guard (1...128).contains(bytes.count), let first = bytes.first, first.isLetterOrDigit,
            bytes.allSatisfy({ $0.isLetterOrDigit || Self.punctuation.contains($0) })
        else {
            throw InvalidField(
                field,
                #"must be 1 to 128 of A-Z, a-z, 0-9 and '_.@:+|\/=~-', and begin with a letter or digit"#
            )
        }
        description = text
    }

    /// Takes a moderator's name from a store, which only holds what was checked when it came in.
    package init(stored text: String) { description = text }

    private static let punctuation: [UInt8] = Array(#"_.@:+|\/=~-"#.utf8)
}
