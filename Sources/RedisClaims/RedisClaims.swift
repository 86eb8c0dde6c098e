package import Moderation
package import RedisClient
import Synchronization

/// The claim store on Redis: one script for each call, one round trip for each claim.
///
/// One of these serves one event loop, over that loop's connection. What it remembers is a cache: which epoch each client is
/// in, and the names of its keys. Redis has the last word on both, but for one thing: a generation that was given out is never
/// given out again, so a Redis that has counted less far than this server knows has lost data, whatever it says.
package final class RedisClaims: ClaimStore, BoundedLine {
    let connection: RedisConnection
    /// Nil where all go by one connection.
    let bulk: BulkWay?
    let records: any LineRecords
    private let known: KnownEpochs
    private let cache = Mutex(Cache())
    /// A crowd that comes after a start, or after a loss, would be more than MongoDB takes at once, and would raise the epoch
    /// once for each caller.
    private let learning = SharedWork<Client, Int64>()
    private let opening = SharedWork<Client, Int64>()
    /// Why this Redis may not be used now; nil where it may.
    private let refusal: @Sendable (RedisConnection) -> StoreFailure?
    /// What claims are known by where Redis has forgotten them.
    let journal: (any ClaimJournal)?
    /// How a line begins anew.
    let mover: LineMover
    /// Is told what of a client is lost for which its line begins anew.
    let losses: @Sendable (ClientID, LineLoss) -> Void

    /// How long after its beginning a decision that was not acknowledged is looked into by someone else.
    static let settleAfter: Duration = .seconds(10)

    private struct Cache {
        var clients: [ClientID: KnownClient] = [:]
        /// In which the stream of results is known to be whole.
        var wholeEpochs: [ClientID: Int64] = [:]
        var keys: [ClientID: [QueueName: ClaimKeys]] = [:]
    }

    /// Queue names come from callers: beyond this many, keys are made anew each time.
    private static let queuesRemembered = 64

    /// - Parameters:
    ///   - connection: of the loop on which this store is used.
    ///   - bulk: another one, for what is large.
    ///   - records: where the epochs are kept.
    ///   - known: what the other loops' stores know.
    ///   - journal: tells which claims stood in a Redis that was emptied; without one they are lost.
    ///   - refusal: asked before each call, and before the client's line begins anew.
    ///   - losses: is told what of a client is lost for which its line begins anew.
    package init(
        connection: RedisConnection,
        bulk: BulkWay? = nil,
        records: any LineRecords,
        known: KnownEpochs = KnownEpochs(),
        journal: (any ClaimJournal)? = nil,
        refusal: @escaping @Sendable (RedisConnection) -> StoreFailure? = { _ in nil },
        losses: @escaping @Sendable (ClientID, LineLoss) -> Void = { _, _ in }
    ) {
        self.connection = connection
        self.bulk = bulk
        self.records = records
        self.known = known
        self.journal = journal
        self.refusal = refusal
        mover = LineMover(records: records, journal: journal)
        self.losses = losses
    }

    func keys(_ client: ClientID, _ queue: QueueName) -> ClaimKeys {
        cache.withLock { cache in
            if let known = cache.keys[client]?[queue] { return known }
            let keys = ClaimKeys(client: client, queue: queue)
            if cache.keys[client, default: [:]].count < Self.queuesRemembered {
                cache.keys[client, default: [:]][queue] = keys
            }
            return keys
        }
    }

    /// Asks Redis, so that a loss shows here first, even where nobody claims anything.
    package func epoch(of client: Client) async throws(StoreFailure) -> Int64 {
        try await run(ClaimScript.look, client, queue: .default, []).epoch
    }

    /// The epoch that this server last worked in. Redis refuses it if it is not the one in force.
    ///
    /// One from before the client came here, or came back, does not count: this Redis may still hold what it had then, and
    /// would hand out what was decided elsewhere since.
    func usedEpoch(of client: Client) async throws(StoreFailure) -> Int64 {
        let known = knowledge(of: client.id)
        if known.isAsked, let used = known.epoch, used >= client.servedSince { return used }
        return try await learning.value(for: client) { [self] () async throws(StoreFailure) in
            try await ask(client, known)
        }
    }

    /// Asks the record where the line is, and what was given out of it before this server knew anything of it: a Redis may have
    /// gone back behind that without any other sign.
    private func ask(_ client: Client, _ known: KnownClient) async throws(StoreFailure) -> Int64 {
        do throws(StoreFailure) {
            // First, so that no generation is of a later epoch than the place.
            if let highest = try await journal?.highestGeneration(of: client.id) { known.learn(highest) }
            let epoch = try await placeHere(of: client).epoch
            remember(epoch, of: client.id)
            known.isAsked = true
            return epoch
        } catch {
            // A server that stood still goes on without MongoDB, as it did before.
            guard !error.hasMoved, let used = known.epoch, used >= client.servedSince else { throw error }
            known.isAsked = true
            return used
        }
    }

    private func knowledge(of client: ClientID) -> KnownClient {
        cache.withLock { cache in
            if let known = cache.clients[client] { return known }
            let known = self.known.client(client)
            cache.clients[client] = known
            return known
        }
    }

    func wholeEpoch(of client: ClientID) -> Int64? { cache.withLock { $0.wholeEpochs[client] } }

    func noteWhole(_ epoch: Int64, of client: ClientID) { cache.withLock { $0.wholeEpochs[client] = epoch } }

    func remember(_ epoch: Int64, of client: ClientID) { known.learn(epoch, of: client) }

    /// Remembers what somebody is about to be told: generations of claims, and tokens.
    func remember(_ generations: [Generation], of client: ClientID) {
        guard let highest = generations.max() else { return }
        knowledge(of: client).learn(highest)
    }

    /// - Throws: where another Redis than this one is to be used; `hasMoved`, since that can change.
    package func requirePermit() throws(StoreFailure) {
        if let refusal = refusal(connection) ?? bulk.flatMap({ refusal($0.connection) }) { throw refusal }
    }

    /// Runs a script in the client's epoch and gives its reply behind the first word, with that word and the epoch.
    ///
    /// A Redis that doesn't know the client in this epoch is opened first: nothing is handed out by a Redis
    /// that lost its data before that was noticed.
    func run(
        _ script: RedisScript,
        _ client: Client,
        queue: QueueName,
        moreKeys: [String] = [],
        _ arguments: [RedisArgument]
    ) async throws(StoreFailure) -> (answer: String, reply: ScriptReply, epoch: Int64) {
        try requirePermit()
        var epoch = try await usedEpoch(of: client)
        for _ in 0..<Self.attempts {
            var reply = try await evaluate(script, client, queue, moreKeys: moreKeys, epoch, arguments)
            let answer = try reply.string()
            guard answer == "epoch" else { return (answer, reply, epoch) }
            // It may be another Redis than a moment ago, in which nothing must begin.
            try requirePermit()
            try noteLoss(&reply, of: client)
            let used = epoch
            // Opened since by another call.
            if let newer = known[client.id], newer > used {
                epoch = newer
            } else {
                epoch = try await opening.value(for: client) { [self] () async throws(StoreFailure) in
                    try await open(client)
                }
            }
        }
        throw StoreFailure("client \(client.id) could not be opened in Redis: its epoch changed \(Self.attempts) times")
    }

    /// Runs a script on the queue that the item is in: in the default queue first, then where Redis says it is.
    func runWhereItIs(
        _ script: RedisScript,
        _ client: Client,
        _ arguments: (QueueName) -> [RedisArgument]
    ) async throws(StoreFailure) -> (answer: String, reply: ScriptReply, epoch: Int64) {
        var queue = QueueName.default
        for _ in 0..<Self.attempts {
            var result = try await run(script, client, queue: queue, arguments(queue))
            guard result.answer == "moved" else { return result }
            queue = QueueName(stored: try result.reply.string())
        }
        throw StoreFailure("an item of client \(client.id) changed its queue \(Self.attempts) times during one call")
    }

    /// Items whose entries are gone, to be published again.
    func reportLost(_ posts: [PostID], of client: Client) async {
        if !posts.isEmpty { await records.markLost(posts, client: client.id) }
    }

    static let attempts = 4

    /// Where a key of another type stands in the place of one of ours, it is named and goes, and the line begins anew.
    func evaluate(
        _ script: RedisScript,
        _ client: Client,
        _ queue: QueueName,
        moreKeys: [String] = [],
        _ epoch: Int64,
        _ arguments: [RedisArgument]
    ) async throws(StoreFailure) -> ScriptReply {
        do throws(StoreFailure) {
            return try await evaluateOnce(script, client, queue, moreKeys: moreKeys, epoch, arguments)
        } catch {
            guard error.description.contains("WRONGTYPE"),
                try await findLoss(of: client, in: epoch, queue: queue) != nil
            else { throw error }
            return try await evaluateOnce(script, client, queue, moreKeys: moreKeys, epoch, arguments)
        }
    }

    func evaluateOnce(
        _ script: RedisScript,
        _ client: Client,
        _ queue: QueueName,
        moreKeys: [String] = [],
        _ epoch: Int64,
        _ arguments: [RedisArgument]
    ) async throws(StoreFailure) -> ScriptReply {
        let keys = keys(client.id, queue).keys(for: script) + moreKeys
        let floor = knowledge(of: client.id).floor(in: epoch)
        let value: RedisValue
        let arguments: @Sendable (String) -> [RedisArgument] = { identity in
            [.string(StandingEpoch.text(epoch, identity, floor: floor))] + arguments
        }
        do throws(RedisError) {
            if let bulk, bulk.isTaken(by: client.id) {
                value = try await bulk.run { () async throws(RedisError) in
                    try await bulk.connection.evaluate(script, keys: keys, argumentsFor: arguments)
                }
            } else {
                value = try await connection.evaluate(script, keys: keys, argumentsFor: arguments)
            }
        } catch {
            throw await failure(error, of: keys)
        }
        return try ScriptReply(value)
    }

    func send(_ command: [RedisArgument]) async throws(StoreFailure) -> RedisValue {
        do throws(RedisError) {
            return try await connection.send(command)
        } catch {
            throw StoreFailure("\(error)", maybeDone: error.maybeExecuted)
        }
    }
}
