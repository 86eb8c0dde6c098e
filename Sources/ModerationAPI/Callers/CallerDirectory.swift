package import Moderation

/// Knows the tokens.
package protocol CallerDirectory: Sendable {
    /// The bearer; nil where the token is unknown, revoked or expired. It fails only where that can't be told.
    func caller(bearing token: String) async throws(StoreFailure) -> Caller?

    /// The bearer of a token that was good when its call began, with the client's settings as they are; nil where the token
    /// has been revoked or has expired since. It asks nobody.
    func currentCaller(bearing token: String) -> Caller?
}
