package import Moderation

/// A token as it is stored: everything but the token itself.
package struct TokenRecord: Sendable {
    /// The token's hash in hexadecimal.
    package let hash: String
    /// By which people name it: random, and no part of the token.
    package let name: String
    package let client: ClientID
    package let role: Role
    /// Whom it speaks for, where the role is not `service`.
    package let subject: ModeratorName?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp?
    package let isRevoked: Bool

    package init(
        hash: String,
        name: String,
        client: ClientID,
        role: Role,
        subject: ModeratorName?,
        createdAt: Timestamp,
        expiresAt: Timestamp?,
        isRevoked: Bool = false
    ) {
        self.hash = hash
        self.name = name
        self.client = client
        self.role = role
        self.subject = subject
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.isRevoked = isRevoked
    }
}
