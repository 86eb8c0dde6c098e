package import Lines
package import Moderation
import ModerationJSON
import MongoClient

/// How a client's line begins and ends in MongoDB: `LineMover` says when.
extension MongoClaims: MovableLine {
    /// So much goes into one command: far below what a document may be long, and applied in a few milliseconds.
    private static var mostBytesAdopted: Int { 512 << 10 }

    /// What moderators are shown is read from the record.
    package var keepsPayloads: Bool { false }

    /// Where the record has the line, if that is here.
    func placeHere(of client: Client) async throws(StoreFailure) -> LinePlace {
        let place = try await records.place(of: client.id)
        guard place.isIn(.mongo, for: client) else { throw StoreFailure.moved(client.id, from: .mongo) }
        return place
    }

    /// Begins an epoch of a client's line without claims of an earlier one, if it is above the line's.
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

    package func serves(_ client: Client, in epoch: Int64) async throws(StoreFailure) -> Bool {
        let answer = try await replica(of: client.id).read(in: epoch, isFresh: true) { line, _ in !line.isClosed }
        if case .value(true) = answer { return true }
        return false
    }

    /// The log loses nothing, and gives every command its place.
    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        let replica = replica(of: client.id)
        // A server that still goes by an earlier epoch finds it over as well, even where the line never began.
        let inForce = try await open(client, in: epoch - 1)
        guard inForce < epoch else { return nil }
        let reply = try await replica.run(.close, try Self.document(.close), epoch: epoch - 1)
        if case .epoch = reply { return nil }
        let askedAt = ContinuousClock.now
        let answer = try await replica.read(in: epoch - 1, isFresh: true) { line, now in
            (holdings: line.holdings(now: now), now: max(line.time, now))
        }
        guard case .value(let closed) = answer else { return nil }
        let held = closed.holdings.map { holding in
            HeldClaim(
                post: holding.entry.post,
                round: holding.entry.round,
                queue: holding.entry.queue,
                claim: holding.claim,
                carried: holding.entry.story?.text
            )
        }
        return ClosedLine(
            held: held.sorted { $0.claim.generation < $1.claim.generation },
            mark: String(UInt64.random(in: .min ... .max), radix: 36),
            clock: ClockReading(closed.now, askedAt: askedAt - time.inaccuracy, readAt: .now + time.inaccuracy),
            isWhole: true
        )
    }

    package func adopt(
        _ part: [AdoptedItem],
        isFirst: Bool,
        for client: Client,
        epoch: Int64,
        behind closed: ClosedLine
    ) async throws(StoreFailure) {
        var isFirst = isFirst
        var holdings: [Holding] = []
        var bytes = 0
        for (index, entry) in part.enumerated() {
            let story = try Self.story(entry.item.carried)
            let holding = Holding(entry: LineEntry(entry.item, story: story), claim: entry.claim)
            holdings.append(holding)
            bytes += HoldingDocument.document(holding).encodedByteCount
            guard bytes >= Self.mostBytesAdopted || index == part.count - 1 else { continue }
            let reply = try await put(.adopt(holdings, mark: closed.mark, isFirst: isFirst), client, epoch)
            guard case .done = reply else { throw Self.closedByAnother(client) }
            isFirst = false
            holdings = []
            bytes = 0
        }
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        adopted count: Int
    ) async throws(StoreFailure) {
        let reply = try await put(.begin(mark: closed.mark, count: count), client, epoch)
        guard case .epoch(let inForce) = reply, inForce >= epoch else { throw Self.closedByAnother(client) }
        known.learn(inForce, of: client.id)
    }

    private func put(
        _ command: LineCommand,
        _ client: Client,
        _ epoch: Int64
    ) async throws(StoreFailure) -> LineReply {
        try await replica(of: client.id).run(command, try Self.document(command), epoch: epoch)
    }

    private static func closedByAnother(_ client: Client) -> StoreFailure {
        StoreFailure("the line of \(client.id) is begun in MongoDB by another server as well", maybeDone: false)
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
