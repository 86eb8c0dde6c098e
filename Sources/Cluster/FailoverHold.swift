/// Lets a line that has just moved stay for a while, so that a Redis that comes and goes does not throw it to and fro.
///
/// Each server keeps its own, from what it sees of the lines; that a line was moved by a change of settings is no reason to
/// hold it.
package struct FailoverHold<Key: Hashable & Sendable>: Sendable {
    private struct Stay {
        var isTakenOver: Bool
        var isWanted: Bool
        var servedSince: Int64
        var since: ContinuousClock.Instant
        var hold: Duration
    }

    private static var first: Duration { .seconds(5) }
    private static var longest: Duration { .seconds(40) }
    /// A line that is taken over again so soon after its return flaps.
    private static var flaps: Duration { .seconds(10) }

    private var stays: [Key: Stay] = [:]

    package init() {}

    /// - Parameters:
    ///   - isTakenOver: whether MongoDB has the line for the time being.
    ///   - isWanted: whether the client's settings let MongoDB take over at all.
    ///   - servedSince: since when they name the Redis that they name.
    package mutating func see(
        _ key: Key,
        isTakenOver: Bool,
        isWanted: Bool,
        servedSince: Int64 = 1,
        at now: ContinuousClock.Instant
    ) {
        var new = Stay(
            isTakenOver: isTakenOver,
            isWanted: isWanted,
            servedSince: servedSince,
            since: now,
            hold: Self.first
        )
        guard let stay = stays[key], stay.isWanted == isWanted, stay.servedSince == servedSince else {
            // As the settings want it: it may go on at once.
            new.since = now - Self.longest
            stays[key] = new
            return
        }
        guard stay.isTakenOver != isTakenOver else { return }
        let isFlap = isTakenOver && now - stay.since < Self.flaps
        new.hold = isFlap ? min(stay.hold * 2, Self.longest) : isTakenOver ? Self.first : stay.hold
        stays[key] = new
    }

    /// Whether the line may leave the store that it is in now.
    package func mayMove(_ key: Key, at now: ContinuousClock.Instant) -> Bool {
        stays[key].map { now - $0.since >= $0.hold } ?? true
    }

    package mutating func forget(all but: Set<Key>) { stays = stays.filter { but.contains($0.key) } }
}
