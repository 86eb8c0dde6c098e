package import Moderation

/// A change of one client's line, with all that it depends on: whoever applies it has no settings and asks nobody.
///
/// What each does, and why, stands at the method of `ClaimStore` or `BoundedLine` that has its name. Durations count in
/// whole milliseconds.
package enum LineCommand: Equatable, Sendable {
    /// Begins the epoch that it is applied in, if that is above the line's, with claims that were made in an earlier one.
    case open(adopting: [Holding])
    /// Puts claims aside with which the epoch that it is applied in will begin, if that is above the line's. In parts, of which
    /// the first drops what was put aside under another mark: the line serves as before, or stays closed.
    case adopt([Holding], mark: String, isFirst: Bool)
    /// Begins the epoch that it is applied in, if that is above the line's, with the claims that were put aside under this mark;
    /// does nothing where these are not so many.
    case begin(mark: String, count: Int)
    /// Ends the epoch's work: of what comes in it later only results count.
    case close
    case holdPublisherLease(name: String)
    case endPublisherLease(name: String)
    /// - Parameter most: items of the client that the line may hold, claimed ones too.
    case publish([LineEntry], permit: PublishingPermit, most: Int)
    case claim(LineClaim)
    /// `ClaimStore.unclaim`.
    case takeBack(PostID, generation: Generation)
    /// Undoes a claim, whichever answers have shown it: what logs say of a release that did not count them.
    case unclaim(PostID, generation: Generation)
    /// - Parameter keepsExpiry: whether a claim that expired goes on counting as expired while it is decided, as commands
    ///   of earlier releases have it.
    case beginDecision(PostID, by: ModeratorName, naming: NamedClaim, keepsExpiry: Bool = false)
    case resumeDecision(PostID, by: ModeratorName, under: LostClaim, keepsExpiry: Bool = false)
    case extend(PostID, by: ModeratorName, naming: NamedClaim, lease: Duration, maxHold: Duration)
    case release(PostID, by: ModeratorName, naming: NamedClaim, anyones: Bool, maxReleases: Int)
    case escalate(PostID, by: ModeratorName, naming: NamedClaim)
    /// - Parameter storedIn: the epoch of the claim under which the decision was stored.
    case acknowledge(PostID, round: Int, storedIn: Int64)
    case reopen(PostID, token: Generation)
    case withdraw(PostID, upTo: Int)
    case expire(QueueName, maxExpiries: Int)
    case shelve([LineRound], from: QueueName, publisher: String)
}
