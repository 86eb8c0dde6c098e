internal import CSodium

/// Which alphabet, and whether padded.
package enum Base64Variant: Sendable {
    /// RFC 4648 section 5, `-` and `_`, without padding.
    case urlSafe
    /// RFC 4648 section 4, `+` and `/`, padded: what `openssl rand -base64 32` prints.
    case standard

    var code: Int32 {
        switch self {
        case .urlSafe: sodium_base64_VARIANT_URLSAFE_NO_PADDING
        case .standard: sodium_base64_VARIANT_ORIGINAL
        }
    }
}
