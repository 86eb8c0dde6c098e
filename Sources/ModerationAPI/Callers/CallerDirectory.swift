package import Moderation

/// Knows the tokens.
package protocol CallerDirectory: Sendable {
    /// The bearer; nil where the token is unknown, revoked or expired. It fails only where that can't be told.
    func caller(bearing token: String) async throws(StoreFailure) -> Caller?
}
