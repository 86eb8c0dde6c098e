import Lines
package import Moderation
package import MongoClient
import MongoShared
import Synchronization

/// The claim store on MongoDB alone: each client's line is a state machine, replicated through a log of commands.
///
/// One of these serves all event loops of a server. It keeps a replica of each client's line in memory and appends to
/// its log what callers want, many at once (`LineReplica`); so claims don't fight over documents, and however many
/// servers there are, each line has one order of events and one clock, MongoDB's.
package final class MongoClaims: ClaimStore, BoundedLine {
    let mongo: MongoClient
    let records: any LineRecords
    let desk: PayloadDesk
    let known: KnownEpochs
    /// Those in whose lines nothing is missing that waited when they began.
    let filled = KnownEpochs()
    let time: LineTime
    let context: ReplicaContext
    let replicas = Mutex<[ClientID: LineReplica]>([:])
    let learning = SharedWork<Client, Int64>()

    /// - Parameters:
    ///   - mongo: for appends, of which there is one at a time for each client, and for reads.
    ///   - records: where the epochs are kept.
    ///   - payloads: what moderators are shown of a post.
    ///   - known: what else on this server knows of epochs.
    ///   - server: a name that no other server has, and this one in no earlier life.
    ///   - signal: hears what there is for those who wait.
    ///   - report: hears what operators should know.
    package init(
        mongo: MongoClient,
        records: any LineRecords,
        payloads: any PayloadSource,
        known: KnownEpochs = KnownEpochs(),
        time: LineTime,
        server: String,
        imageSteps: ImageSteps = ImageSteps(),
        times: LineTimes = LineTimes(),
        signal: @escaping LineSignals = { _, _ in },
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.mongo = mongo
        self.records = records
        desk = PayloadDesk(source: payloads)
        self.known = known
        self.time = time
        context = ReplicaContext(
            server: server,
            imageSteps: imageSteps,
            times: times,
            signal: signal,
            report: report
        )
    }

    /// Creates what is missing of the indexes; safe to repeat, from several servers at once.
    package func prepare() async throws(StoreFailure) {
        do throws(MongoError) {
            try await mongo.createIndexes(on: LineLog.collection, LogDocument.indexes)
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Whether this server hears at once what others append.
    var follows: Bool { context.follows }

    /// Says which clients a server that has just started is there for.
    package func expect(_ clients: [ClientID]) { context.loads.expect(clients) }

    /// How many lines are still being read from MongoDB, so that callers have to wait for them.
    package var loading: Int { context.loads.pending }

    /// By how much the primary's clock is behind the time of claims; nil where that is nothing to speak of.
    package var clockLag: Duration? { context.clocks.worst }

    func replica(of client: ClientID) -> LineReplica {
        replicas.withLock { replicas in
            if let replica = replicas[client] { return replica }
            let replica = LineReplica(client: client, mongo: mongo, time: time, context: context)
            replicas[client] = replica
            return replica
        }
    }

    // MARK: - Epochs

    static let attempts = 4

    /// The epoch that this server last worked in; one from before the client's present settings does not count.
    func usedEpoch(of client: Client) async throws(StoreFailure) -> Int64 {
        if let epoch = known[client.id], epoch >= client.servedSince { return epoch }
        return try await learning.value(for: client) { [self] () async throws(StoreFailure) in
            let epoch = try await placeHere(of: client).epoch
            known.learn(epoch, of: client.id)
            return epoch
        }
    }

    /// Carries something out in the epoch in force: opens the line in it where the line is absent or in an earlier one.
    ///
    /// - Parameter body: gives nil, and changes nothing, where the line is in another epoch, which it tells.
    func inEpoch<Value>(
        of client: Client,
        _ body: (LineReplica, Int64) async throws(StoreFailure) -> LineReplica.Answer<Value>
    ) async throws(StoreFailure) -> (value: Value, epoch: Int64) {
        let replica = replica(of: client.id)
        for _ in 0..<Self.attempts {
            let epoch = try await usedEpoch(of: client)
            switch try await body(replica, epoch) {
            case .value(let value): return (value, epoch)
            case .epoch(let inLine) where inLine > epoch: known.learn(inLine, of: client.id)
            case .epoch: _ = try await open(client, in: try await placeHere(of: client).epoch)
            }
        }
        throw StoreFailure(
            "the line of client \(client.id) changed its epoch \(Self.attempts) times during one call",
            maybeDone: false
        )
    }

    /// Runs a command in the epoch in force and gives its reply, which says nothing of epochs.
    func run(
        _ command: LineCommand,
        for client: Client,
        decision: String? = nil
    ) async throws(StoreFailure) -> (reply: LineReply, epoch: Int64) {
        let document = try Self.document(command)
        let (reply, epoch) = try await inEpoch(of: client) { (replica, epoch) async throws(StoreFailure) in
            let reply = try await replica.run(command, document, epoch: epoch, decision: decision)
            if case .epoch(let inLine) = reply { return LineReplica.Answer<LineReply>.epoch(inLine) }
            return .value(reply)
        }
        if case .closed = reply { throw StoreFailure.moved(client.id, from: .mongo) }
        return (reply, epoch)
    }

    func read<Value: Sendable>(
        _ client: Client,
        isFresh: Bool = true,
        _ body: @Sendable (Line, Timestamp) -> Value
    ) async throws(StoreFailure) -> Value {
        try await inEpoch(of: client) { (replica, epoch) async throws(StoreFailure) in
            try await replica.read(in: epoch, isFresh: isFresh, body)
        }.value
    }

    /// Reads for a background pass: a line that nobody uses stays out of memory, as long as `atRest` can answer.
    func readInPassing<Value: Sendable>(
        _ client: Client,
        isFresh: Bool,
        atRest: @Sendable (RestingLine, Timestamp) -> Value?,
        _ body: @Sendable (Line, Timestamp) -> Value
    ) async throws(StoreFailure) -> Value {
        try await inEpoch(of: client) { (replica, epoch) async throws(StoreFailure) in
            try await replica.readInPassing(in: epoch, isFresh: isFresh, atRest: atRest, body)
        }.value
    }

    static func document(_ command: LineCommand) throws(StoreFailure) -> BSONDocument {
        do throws(MongoError) {
            return try CommandDocument.document(command)
        } catch {
            throw StoreFailure(error)
        }
    }

    static func unexpected(_ reply: LineReply) -> StoreFailure {
        StoreFailure("a line answered \(reply) to a command that has no such answer")
    }
}
