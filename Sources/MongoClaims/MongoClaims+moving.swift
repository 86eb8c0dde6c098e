package import Lines
package import Moderation
import ModerationJSON

/// How a client's line begins and ends in MongoDB.
extension MongoClaims: MovableLine {
    /// Where the record has the line, if that is here.
    func placeHere(of client: Client) async throws(StoreFailure) -> LinePlace {
        let place = try await records.place(of: client.id)
        guard place.isIn(.mongo, for: client) else { throw StoreFailure.moved(client.id, from: .mongo) }
        return place
    }

    /// Begins an epoch of a client's line, with claims that were made in an earlier one, if it is above the line's.
    ///
    /// - Returns: The epoch in force.
    package func open(
        _ client: Client,
        in epoch: Int64,
        adopting holdings: [Holding] = []
    ) async throws(StoreFailure) -> Int64 {
        let command = LineCommand.open(adopting: holdings)
        let reply = try await replica(of: client.id).run(command, try Self.document(command), epoch: epoch)
        guard case .epoch(let inForce) = reply else { throw Self.unexpected(reply) }
        known.learn(inForce, of: client.id)
        return inForce
    }

    /// The log loses nothing and gives every command its place, so that no mark is needed to tell who closed last.
    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        let replica = replica(of: client.id)
        // A server that still goes by an earlier epoch finds it over as well, even where the line never began.
        let inForce = try await open(client, in: epoch - 1)
        guard inForce < epoch else { return nil }
        let reply = try await replica.run(.close, try Self.document(.close), epoch: epoch - 1)
        if case .epoch = reply { return nil }
        let answer = try await replica.read(in: epoch - 1, isFresh: true) { line, now in line.holdings(now: now) }
        guard case .value(let holdings) = answer else { return nil }
        let held = holdings.map { holding in
            HeldClaim(
                post: holding.entry.post,
                round: holding.entry.round,
                queue: holding.entry.queue,
                claim: holding.claim,
                carried: holding.entry.story?.text
            )
        }
        return ClosedLine(held: held.sorted { $0.claim.generation < $1.claim.generation })
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        with adopted: [AdoptedItem]
    ) async throws(StoreFailure) {
        var holdings: [Holding] = []
        for entry in adopted {
            let story = try Self.story(entry.item.carried)
            holdings.append(Holding(entry: LineEntry(entry.item, story: story), claim: entry.claim))
        }
        _ = try await open(client, in: epoch, adopting: holdings)
    }

    static func story(_ carried: String?) throws(StoreFailure) -> Story? {
        guard let carried else { return nil }
        do throws(InvalidField) {
            return try Story(text: carried)
        } catch {
            throw StoreFailure("what is kept of an item can't be read: \(error)")
        }
    }

    /// What stands in a closed line is in nobody's way: the next epoch drops it.
    package func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure) {}
}
