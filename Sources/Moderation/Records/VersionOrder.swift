/// How a verdict stands to what is known of the versions of its post.
package enum VersionOrder: Equatable, Sendable {
    /// It opens the next round.
    case opensRound
    /// The version is known, under a lower revision or none: a duplicate, but the newest known revision rises.
    case raisesRevision
    /// The version is known.
    case known
    /// Its revision is not above the newest known: it is late, whatever it says.
    case stale
}
