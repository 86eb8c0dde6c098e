/// The claim that a caller says it acts under.
package enum NamedClaim: Hashable, Sendable {
    /// None was named: whatever claim the caller holds on the item.
    case any
    case generation(Generation)
    /// What was named is no claim of this moderator on this item.
    case unknown
}
