/// What the bearer of a token may do.
package enum Role: String, Sendable, CaseIterable {
    /// The client's own backend; acts for a moderator whom it names.
    case service
    case moderator
    case supervisor
}
