/// Where in the log a server's next entry aims, so that every server that has something to append gets a turn, however far
/// from MongoDB it is.
///
/// Servers race for the place behind the last entry that they know. Whoever is nearer hears of it first, has sent
/// the next entry when the farther one's arrives, and would win for as long as its callers go on. So a server that loses
/// again and again aims ahead: at a place that the others have not reached yet. Its entry stands there when they come, and
/// they go on behind it; nobody waits for anybody. The places in between are filled by those who are faster, or, where
/// they have nothing more to append, by the server that went ahead (`LineReplica+ahead`).
///
/// What a model would have to check:
/// - Order: all replicas apply the same entries in the order of their places, and nothing is told of an entry before all
///   entries before it are known to a majority.
/// - Turns: a server with a command gets an entry after a bounded number of attempts, whatever the others append (the
///   distance doubles with each loss, while others append at a bounded rate).
/// - Gaps: a place before an entry that went ahead is filled while its writer lives; where it died, the next entry of
///   anybody fills it, and the entry counts only if that was soon (`goodFor`), for all replicas alike.
struct LogTurn: Sendable {
    /// How many places behind the last known entry: 1 is the ordinary one.
    private(set) var distance = 1
    private var losses = 0
    /// While others are likely to be as quick as they were, the next attempt begins with the distance that was right.
    private var isKeptUntil: ContinuousClock.Instant?

    /// Farther ahead nothing is written.
    static let farthest = 64
    /// How long an entry that went ahead counts: its callers have gone when it is applied later.
    static let goodFor: Duration = .seconds(4)
    /// Others have gone on by so many entries during one attempt where they are faster by more than chance.
    private static let overtaken = 2
    /// How often a server loses by chance against one that is as fast.
    private static let lossesByChance = 3
    private static let kept: Duration = .seconds(1)

    /// The ordinary place was got.
    mutating func won() {
        losses = 0
        distance = 1
    }

    /// The place was another's.
    ///
    /// - Parameter passed: entries of others that came to be known here during the attempt, that one included.
    mutating func lost(passed: Int) {
        losses += 1
        guard distance > 1 || passed > Self.overtaken || losses >= Self.lossesByChance else { return }
        distance = min(Self.farthest, max(distance * 2, passed + 1))
    }

    /// A place ahead was got.
    ///
    /// - Parameter missing: places before it that were not known here to be taken by then.
    mutating func placed(missing: Int, at now: ContinuousClock.Instant) {
        losses = 0
        // About half a round trip lies between the place and the answer: what is missing by then was too far.
        if missing > 1 { distance = max(2, distance - missing / 2) }
        isKeptUntil = now + Self.kept
    }

    /// Nobody else was on the way to the places before an entry that had gone ahead.
    mutating func filled() { won() }

    /// To be called before an attempt.
    mutating func begin(at now: ContinuousClock.Instant) {
        guard losses == 0, distance > 1, let end = isKeptUntil, end < now else { return }
        distance = 1
    }
}
