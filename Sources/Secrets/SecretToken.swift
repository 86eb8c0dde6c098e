/// A bearer token: `mp_` and 32 random bytes in URL-safe Base64, 46 characters.
///
/// It is shown once and never stored; what is stored is its ``hash``. Printing a token by accident shows none of it.
package struct SecretToken: Sendable {
    package static let prefix = "mp_"
    package static let length = 46

    /// The token itself.
    package let text: String

    package static func generate() -> SecretToken {
        // The bytes are read within the closure.
        let random = unsafe Bytes32.random().read { bytes, count in
            unsafe Base64.encode(bytes, count: count, .urlSafe)
        }
        return SecretToken(unchecked: prefix + random)
    }

    /// - Returns: nil unless `text` is spelled as ``generate()`` spells tokens.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.starts(with: Self.prefix.utf8),
            Base64.decode(String(text.dropFirst(Self.prefix.count)))?.count == Bytes32.count
        else { return nil }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    package var hash: TokenHash { TokenHash(of: text) }
}

extension SecretToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "mp_(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
