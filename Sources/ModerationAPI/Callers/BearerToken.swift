/// The token in an `Authorization` header.
enum BearerToken {
    /// Longer ones are none of ours.
    private static let maximumLength = 512

    /// Nil unless the scheme is Bearer and something of a token's length follows.
    static func read(_ header: String) -> String? {
        let bytes = header.utf8
        let scheme = bytes.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        let token = bytes[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        guard (1...maximumLength).contains(token.count), token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        return String(token)
    }
}
