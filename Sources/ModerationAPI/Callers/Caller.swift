package import Moderation

/// Who bears a token.
package struct Caller: Equatable, Sendable {
    package let client: Client
    package let role: Role
    /// In whose name the token acts; nil for a service, which names a moderator with each call.
    package let subject: ModeratorName?
    /// When the token ends; nil for never.
    package let validUntil: ContinuousClock.Instant?

    package init(
        client: Client,
        role: Role,
        subject: ModeratorName?,
        validUntil: ContinuousClock.Instant? = nil
    ) {
        self.client = client
        self.role = role
        self.subject = subject
        self.validUntil = validUntil
    }
}
