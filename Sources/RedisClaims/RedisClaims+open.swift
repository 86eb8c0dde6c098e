package import Moderation
import RedisClient

/// How a client's line begins anew in Redis: behind a loss of data, in a Redis that took another's place, or because the
/// line moves here.
///
/// What is here of an earlier epoch is closed, the claims that stand are read, checked against the record and taken over;
/// all else is put into line again from MongoDB, where every pending item is. The record comes last: until it has the new
/// epoch, nobody asks for anything in it, so that any caller can go on where another one died.
extension RedisClaims: MovableLine {
    /// Where the record has the line, if that is Redis.
    func placeHere(of client: Client) async throws(StoreFailure) -> LinePlace {
        let place = try await records.place(of: client.id)
        guard place.isIn(.redis, for: client) else { throw StoreFailure.moved(client.id, from: .redis) }
        return place
    }

    /// Brings Redis and the record to one epoch; gives the one in force.
    func open(_ client: Client, after used: Int64) async throws(StoreFailure) -> Int64 {
        for attempt in 0..<Self.attempts {
            let place = try await placeHere(of: client)
            // Unless another server was faster: one epoch more would be one rebuilding more.
            if try await isOpen(client, in: place.epoch, raisedByOther: place.epoch > used || attempt > 0) {
                remember(place.epoch, of: client.id)
                return place.epoch
            }
            let next = place.arrived(in: .redis)
            guard try await begin(client, at: next, from: place) else {
                // Servers that notice at once get out of each other's way.
                try? await Task.sleep(for: .milliseconds(.random(in: 0...40)))
                continue
            }
            let inForce = try await records.move(client.id, from: place, to: next)
            guard inForce.isIn(.redis, for: client) else { throw StoreFailure.moved(client.id, from: .redis) }
            remember(inForce.epoch, of: client.id)
            return inForce.epoch
        }
        throw StoreFailure(
            "client \(client.id) could not be opened in Redis: other servers were at it",
            maybeDone: false
        )
    }

    /// Lets the line begin anew here; false where another server came in between.
    private func begin(
        _ client: Client,
        at next: LinePlace,
        from place: LinePlace
    ) async throws(StoreFailure) -> Bool {
        guard let closed = try await close(client, before: next.epoch) else { return true }
        // Who comes late finds the epoch used up, and begins with the next one.
        guard try await placeHere(of: client) == place else { return false }
        let adopted = try await records.adopt(closed.held, epoch: next.epoch, client: client.id)
        return try await beginUnlessClosedAgain(client, next.epoch, closed, adopted)
    }

    /// Whether Redis is in the epoch that the record has. Whoever raised that one may be about to open Redis in it, and is
    /// given a moment.
    private func isOpen(
        _ client: Client,
        in epoch: Int64,
        raisedByOther: Bool
    ) async throws(StoreFailure) -> Bool {
        for attempt in 0..<(raisedByOther ? Self.attempts : 1) {
            if attempt > 0 { try? await Task.sleep(for: .milliseconds(25)) }
            var reply = try await evaluate(ClaimScript.look, client, .default, epoch, [])
            if try reply.string() == "ok" { return true }
        }
        return false
    }

    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        var reply = try await evaluate(ClaimScript.close, client, .default, epoch, [.string(mark)])
        let answer = try reply.string()
        let known = try reply.string()
        guard answer == "closed" else {
            // Whoever opened it may have died before the record had it.
            let standing = StandingEpoch(known)?.number ?? 0
            guard standing > 0 else {
                throw StoreFailure("client \(client.id) is closed in Redis for epoch \(-standing)", maybeDone: false)
            }
            guard standing == epoch else {
                throw StoreFailure(
                    "Redis has client \(client.id) in epoch \(known), MongoDB in \(epoch - 1): they don't belong together"
                )
            }
            return nil
        }
        let now = try reply.time()
        _ = try reply.array()
        let held = try reply.array().map { value throws(StoreFailure) in
            var fields = try ScriptReply(value)
            return try fields.heldClaim()
        }
        if !known.isEmpty { return ClosedLine(held: held, mark: mark) }
        let noted = try await journal?.heldClaims(of: client.id, at: now) ?? []
        return ClosedLine(held: held.united(with: noted), mark: mark)
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        with adopted: [AdoptedItem]
    ) async throws(StoreFailure) {
        guard try await beginUnlessClosedAgain(client, epoch, closed, adopted) else {
            throw StoreFailure("client \(client.id) was closed in Redis by another server as well", maybeDone: false)
        }
    }

    private func beginUnlessClosedAgain(
        _ client: Client,
        _ epoch: Int64,
        _ closed: ClosedLine,
        _ adopted: [AdoptedItem]
    ) async throws(StoreFailure) -> Bool {
        for _ in 0..<Self.attempts {
            let queues = Array(Set(adopted.map(\.item.queue) + (try await standingQueues(of: client))))
            var reply = try await evaluate(
                ClaimScript.open,
                client,
                .default,
                moreKeys: queues.flatMap { keys(client.id, $0).ofQueue },
                epoch,
                [.string(closed.mark)] + arguments(adopted, queues)
            )
            let answer = try reply.string()
            // That they stand in line says whoever finds them there: nothing said here would hold if Redis loses them before
            // the record has the epoch.
            if answer == "ok" { return true }
            guard answer == "queues" else { return false }
        }
        throw StoreFailure("the queues of client \(client.id) changed \(Self.attempts) times while Redis was opened")
    }

    package func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure) {
        let queues = try await standingQueues(of: client)
        _ = try await evaluate(
            ClaimScript.clear,
            client,
            .default,
            moreKeys: queues.flatMap { keys(client.id, $0).ofQueue },
            epoch,
            queues.map { .string($0.description) }
        )
    }

    /// Asked for without an epoch, as none is in force while the client is closed.
    private func standingQueues(of client: Client) async throws(StoreFailure) -> [QueueName] {
        guard let names = try await send(["SMEMBERS", .string(ClaimKeys.queues(of: client.id))]).array else {
            return []
        }
        return names.compactMap(\.string).map { QueueName(stored: $0) }
    }

    private func arguments(_ adopted: [AdoptedItem], _ queues: [QueueName]) -> [RedisArgument] {
        var arguments = queues.map { RedisArgument.string($0.description) }
        let places = Dictionary(zip(queues, 1...)) { first, _ in first }
        for (item, claim) in adopted.map({ ($0.item, $0.claim) }) {
            arguments += [
                .string(item.post.description), .integer(Int64(item.round)),
                .integer(Int64(places[item.queue] ?? 0)), .string(item.priority.rawValue),
                .integer(item.queuedAt.milliseconds), .integer(item.dueAt.milliseconds),
                .string(item.payload.content), .string(item.payload.ai), .string(item.payload.metadata),
                .string(item.carried ?? ""), .integer(claim.generation.number),
                .string(claim.moderator.description), .integer(claim.claimedAt.milliseconds),
                .integer(claim.expiresAt.milliseconds),
            ]
        }
        return arguments
    }
}

extension ScriptReply {
    mutating func heldClaim() throws(StoreFailure) -> HeldClaim {
        let post = try post()
        let round = try round()
        let queue = QueueName(stored: try string())
        let claim = Claim(
            generation: try generation(),
            moderator: try moderator(),
            claimedAt: try time(),
            expiresAt: try time()
        )
        let carried = try string()
        return HeldClaim(post: post, round: round, queue: queue, claim: claim, carried: carried.isEmpty ? nil : carried)
    }
}
