/// Which servers live, as one that watches their signs of life can tell.
///
/// A server is dead when its sign has not changed for 2 s of the watcher's monotonic clock, and is as old by MongoDB's. Either
/// alone would not do: the first knows nothing of a sign that was written in advance, and the second jumps where another member
/// of MongoDB becomes primary.
package struct LivingServers: Sendable {
    package static let silenceOfTheDead: Duration = .seconds(2)
    /// A sign that has not changed for so long counts for nothing, whatever MongoDB's clock says.
    package static let longestSilence: Duration = .seconds(60)

    private struct Watched {
        var sign: ServerSign
        var changedAt: ContinuousClock.Instant
        /// Whether it was seen to change.
        var hasSpoken = false
    }

    private var watched: [String: Watched] = [:]

    package init() {}

    /// - Parameter signs: all that there are now.
    package mutating func see(_ signs: [ServerSign], at now: ContinuousClock.Instant) {
        var next: [String: Watched] = [:]
        for sign in signs {
            var watched = watched[sign.name] ?? Watched(sign: sign, changedAt: now)
            if watched.sign.at != sign.at {
                watched.changedAt = now
                watched.hasSpoken = true
            }
            watched.sign = sign
            next[sign.name] = watched
        }
        watched = next
    }

    package func living(at now: ContinuousClock.Instant) -> [ServerSign] {
        watched.values.filter { Self.isAlive($0, at: now) }.map(\.sign)
    }

    private static func isAlive(_ watched: Watched, at now: ContinuousClock.Instant) -> Bool {
        let silence = now - watched.changedAt
        if silence <= silenceOfTheDead { return true }
        return watched.sign.age <= silenceOfTheDead && silence <= longestSilence
    }

    /// Those that live and whose word counts. Somebody who has just begun to watch takes whoever has left a sign for alive, to be
    /// safe from what they may still do; but what one saw that died a minute ago is no news.
    package func witnesses(at now: ContinuousClock.Instant) -> [ServerSign] {
        watched.values.filter { watched in
            Self.isAlive(watched, at: now) && (watched.hasSpoken || watched.sign.age <= Self.silenceOfTheDead)
        }.map(\.sign)
    }

    /// Whether every server that lives goes by a version of the directory or a newer one. Never true where this server itself is
    /// not among them: then nothing is known.
    package func allGo(by version: Int64, among me: String, at now: ContinuousClock.Instant) -> Bool {
        let living = living(at: now)
        return living.contains { $0.name == me } && living.allSatisfy { $0.version >= version }
    }
}
