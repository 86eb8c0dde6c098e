/// What became of a client that was to be removed.
package enum ClientRemoval: Equatable, Sendable {
    /// With so many tokens, which have ended.
    case removed(tokens: Int)
    /// It has posts that somebody is to decide yet: nothing was changed.
    case hasPending
    case missing
}
