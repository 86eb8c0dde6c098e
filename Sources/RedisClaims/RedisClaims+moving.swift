package import Moderation
import RedisClient

/// How a client's line begins and ends in Redis: `LineMover` says when.
extension RedisClaims: MovableLine {
    /// A script blocks Redis while it runs: this much is a millisecond or two.
    private static var mostAdopted: Int { 100 }
    private static var mostBytesAdopted: Int { 512 << 10 }
    private static var heldInPage: Int64 { 200 }

    package var keepsPayloads: Bool { true }

    /// Where the record has the line, if that is Redis.
    func placeHere(of client: Client) async throws(StoreFailure) -> LinePlace {
        let place = try await records.place(of: client.id)
        guard place.isIn(.redis, for: client) else { throw StoreFailure.moved(client.id, from: .redis) }
        return place
    }

    /// Brings Redis and the record to one epoch; gives the one in force.
    func open(_ client: Client) async throws(StoreFailure) -> Int64 {
        let place = try await mover.renew(client, in: self, called: .redis)
        guard place.isIn(.redis, for: client) else { throw StoreFailure.moved(client.id, from: .redis) }
        remember(place.epoch, of: client.id)
        return place.epoch
    }

    package func serves(_ client: Client, in epoch: Int64) async throws(StoreFailure) -> Bool {
        var reply = try await evaluate(ClaimScript.look, client, .default, epoch, [])
        return try reply.string() == "ok"
    }

    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        let askedAt = ContinuousClock.now
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
        let clock = ClockReading(try reply.time(), askedAt: askedAt)
        let closed = ClosedLine(held: [], mark: mark, clock: clock, isWhole: !known.isEmpty)
        return closed.holding(try await held(of: client, before: epoch, behind: closed))
    }

    private func held(
        of client: Client,
        before epoch: Int64,
        behind closed: ClosedLine
    ) async throws(StoreFailure) -> [HeldClaim] {
        var byPost: [PostID: HeldClaim] = [:]
        var page = "0"
        repeat {
            var reply = try await evaluate(
                ClaimScript.held,
                client,
                .default,
                epoch,
                [.string(closed.mark), .string(page), .integer(Self.heldInPage)]
            )
            guard try reply.string() == "ok" else { throw Self.closedByAnother(client) }
            page = try reply.string()
            for value in try reply.array() {
                var fields = try ScriptReply(value)
                let claim = try fields.heldClaim()
                byPost[claim.post] = claim
            }
        } while page != "0"
        return byPost.values.sorted { $0.claim.generation < $1.claim.generation }
    }

    package func adopt(
        _ part: [AdoptedItem],
        isFirst: Bool,
        for client: Client,
        epoch: Int64,
        behind closed: ClosedLine
    ) async throws(StoreFailure) {
        var rest = part[...]
        var isFirst = isFirst
        while !rest.isEmpty {
            var room = Self.mostBytesAdopted
            let items = rest.prefix(Self.mostAdopted).prefix { entry in
                defer { room -= entry.item.bytes }
                return room > 0
            }
            rest = rest.dropFirst(items.count)
            try await beside(ClaimScript.adopt, client, epoch, named: items.map(\.item.queue)) { queues in
                [.string(closed.mark), .integer(isFirst ? 1 : 0)] + queues.map { .string($0.description) }
                    + Self.arguments(items, queues)
            }
            isFirst = false
        }
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        adopted count: Int
    ) async throws(StoreFailure) {
        // That they stand in line says whoever finds them there: nothing said here would hold if Redis loses them before
        // the record has the epoch.
        try await beside(ClaimScript.open, client, epoch, named: []) { queues in
            [.string(closed.mark), .integer(Int64(count))] + queues.map { .string($0.description) }
        }
    }

    package func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure) {
        try await beside(ClaimScript.clear, client, epoch, named: []) { $0.map { .string($0.description) } }
    }

    /// Runs a script that is given all queues which hold an item, in the line that is closed or in the one beside it.
    private func beside(
        _ script: RedisScript,
        _ client: Client,
        _ epoch: Int64,
        named: [QueueName],
        _ arguments: ([QueueName]) -> [RedisArgument]
    ) async throws(StoreFailure) {
        var queues = Array(Set(named + [.default]))
        for _ in 0..<Self.attempts {
            var reply = try await evaluate(
                script,
                client,
                .default,
                moreKeys: ClaimKeys.beside(client.id, queues),
                epoch,
                arguments(queues)
            )
            switch try reply.string() {
            case "ok", "epoch": return
            case "queues":
                let missing = try reply.array().compactMap(\.string).map { QueueName(stored: $0) }
                queues = Array(Set(queues + missing))
            default: throw Self.closedByAnother(client)
            }
        }
        throw StoreFailure("the queues of client \(client.id) changed \(Self.attempts) times while Redis was opened")
    }

    private static func closedByAnother(_ client: Client) -> StoreFailure {
        StoreFailure("client \(client.id) was closed in Redis by another server as well", maybeDone: false)
    }

    private static func arguments(_ adopted: ArraySlice<AdoptedItem>, _ queues: [QueueName]) -> [RedisArgument] {
        var arguments: [RedisArgument] = []
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

extension QueuedItem {
    /// About what it takes in a command.
    fileprivate var bytes: Int {
        256 + payload.byteCount
            + (carried?.utf8.count ?? 0)
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
