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
    }

    private var watched: [String: Watched] = [:]

    package init() {}

    /// - Parameter signs: all that there are now.
    package mutating func see(_ signs: [ServerSign], at now: ContinuousClock.Instant) {
        var next: [String: Watched] = [:]
        for sign in signs {
            let known = watched[sign.name]
            let isSame = known.map { $0.sign.at == sign.at } ?? false
            next[sign.name] = Watched(sign: sign, changedAt: isSame ? known?.changedAt ?? now : now)
        }
        watched = next
    }

    package func living(at now: ContinuousClock.Instant) -> [ServerSign] {
        watched.values.filter { watched in
            let silence = now - watched.changedAt
            if silence <= Self.silenceOfTheDead { return true }
            return watched.sign.age <= Self.silenceOfTheDead && silence <= Self.longestSilence
        }.map(\.sign)
    }

    /// Whether every server that lives goes by a version of the directory or a newer one. Never true where this server itself is
    /// not among them: then nothing is known.
    package func allGo(by version: Int64, among me: String, at now: ContinuousClock.Instant) -> Bool {
        let living = living(at: now)
        return living.contains { $0.name == me } && living.allSatisfy { $0.version >= version }
    }
}
