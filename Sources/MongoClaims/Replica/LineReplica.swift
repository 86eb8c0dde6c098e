import Lines
import Moderation
import MongoClient
import MongoShared

/// A client's line as this server has it, and the one place from which the server appends to the client's log.
///
/// While an append is under way, commands queue up; what is there when it ends goes into the next entry together. The
/// replies come from applying the entry to the line, at the entry's time, once a majority has it. So whatever a
/// caller is told is what every other server will have told as well.
actor LineReplica {
    nonisolated let client: ClientID
    let log: LineLog
    let images: LineImages
    let time: LineTime
    let context: ReplicaContext

    /// Nil until it is loaded, and again when it turned out to be no line that the log gives.
    ///
    /// Whoever keeps a copy at hand while an entry is applied has the whole line copied, in a time that grows with it.
    var loaded: LoadedLine?
    /// What is known of a line that was forgotten because nobody used it; nil once others append to it.
    var resting: RestingLine?
    private var queue = CommandQueue()
    private var callers = WaitingCallers()
    private var inFlight: Flight?
    /// Batches whose entries stand ahead of places that are not taken yet, by their nonces.
    var placed: [String: [WaitingCommand]] = [:]
    var isFilling = false
    var turn = LogTurn()
    /// How long the last append took that was answered.
    var appendTook: Duration = .zero
    private var isDriving = false
    private var isExpiring = false
    private let loading = SharedWork<Int, Void>()
    let reading = SharedReads()
    var isWritingImage = false
    var trimmedBefore: Int64 = 0
    private(set) var lastUse = ContinuousClock.now

    /// What is on its way to the log.
    private struct Flight {
        let nonce: String
        let batch: [WaitingCommand]
    }

    /// How a flight was sent off.
    private struct Attempt {
        let proposal: LogProposal
        /// Of the last entry that was known.
        let known: Int64
        let end: LogEnd
    }

    /// How long a caller waits for an entry.
    private static let callTime: Duration = .seconds(5)
    private static let shortestPause: Duration = .milliseconds(20)
    private static let longestPause: Duration = .milliseconds(500)

    init(client: ClientID, mongo: MongoClient, time: LineTime, context: ReplicaContext) {
        self.client = client
        self.time = time
        self.context = context
        log = LineLog(mongo: mongo, client: client, time: time)
        images = LineImages(mongo: mongo, client: client, steps: context.imageSteps)
    }

    // MARK: - Callers

    /// Appends a command and gives what came of it.
    func run(_ command: LineCommand, _ document: BSONDocument, epoch: Int64, decision: String? = nil)
        async throws(StoreFailure) -> LineReply
    {
        noteUse()
        try await load()
        // Epochs only rise, and a line below is to be opened first: neither needs an entry to be told.
        if let current = loaded?.line.epoch, current != epoch, !command.opens { return .epoch(current) }
        let id = context.nextID()
        let waiting = WaitingCommand(
            id: id,
            command: command,
            document: document,
            bytes: document.encodedByteCount,
            epoch: epoch,
            decision: decision
        )
        let reply: Result<LineReply, StoreFailure> = await withCheckedContinuation { caller in
            guard queue.append(waiting) else {
                caller.resume(
                    returning: .failure(StoreFailure("too much waits for the line of \(client)", maybeDone: false))
                )
                return
            }
            callers.add(caller, id: id, until: .now + Self.callTime)
            startDriving()
            startExpiring()
        }
        return try reply.get()
    }

    /// Loads the line if it is not here.
    func load() async throws(StoreFailure) {
        guard loaded == nil else { return }
        try await loading.value(for: 0) { [self] () async throws(StoreFailure) in try await loadNow() }
    }

    private func loadNow() async throws(StoreFailure) {
        guard loaded == nil else { return }
        do throws(MongoError) {
            context.loads.begin(client)
            defer { context.loads.end(client) }
            let end = try await LogEnd(known: time.server(), read: .now)
            let loader = LineLoader(log: log, images: images, entriesKept: context.times.oldEntries)
            var line = try await loader.load()
            // What came to pass before this server looked was told to others.
            _ = line.takeSignals()
            line.noteEnd(end)
            loaded = line
            resting = nil
            writeImageIfDue()
        } catch {
            throw StoreFailure(error, maybeDone: false)
        }
    }

    func noteUse() { lastUse = .now }

    /// Whether nobody waits for anything here.
    var isIdle: Bool { queue.isEmpty && inFlight == nil && placed.isEmpty && !isWritingImage }

    /// Forgets the line, which comes anew from the log.
    func drop() {
        loaded = nil
        resting = nil
        let lost = placed.values.joined()
        placed = [:]
        answerDropped(Array(lost))
    }

    // MARK: - Appending

    private func startDriving() {
        guard !isDriving else { return }
        isDriving = true
        Task { await drive() }
    }

    /// Appends what waits, one entry after the other, until nothing does.
    private func drive() async {
        while !queue.isEmpty {
            do throws(StoreFailure) {
                try await makeReady()
            } catch {
                for waiting in queue.removeAll() { callers.answer(waiting.id, .failure(error)) }
                break
            }
            let batch = queue.takeBatch()
            if !batch.isEmpty { await append(batch) }
        }
        isDriving = false
    }

    /// Whether an append may go ahead: the line is here, and its end was read so lately that nobody can have deleted what
    /// stands behind it.
    private func makeReady() async throws(StoreFailure) {
        try await load()
        if loaded?.end.isFresh != true { try await catchUp() }
        try await load()
    }

    private func append(_ batch: [WaitingCommand]) async {
        let flight = Flight(nonce: context.nextNonce(), batch: batch)
        var pause = Self.shortestPause
        guard let attempt = attempt(flight) else { return queue.putBack(batch) }
        inFlight = flight
        defer { inFlight = nil }
        while true {
            let began = ContinuousClock.now
            switch await log.append(attempt.proposal) {
            case .ours(let entry):
                appendTook = .now - began
                guard attempt.end.isValid else {
                    context.report("an entry of \(client) came so late that its place may have been another's")
                    return drop(answering: batch)
                }
                guard !attempt.proposal.isAhead else { return waitForTurn(entry, batch) }
                turn.won()
                receive(entry)
                loaded?.noteEnd(LogEnd(known: entry.writtenAt, read: began))
                answerDropped(batch)
                return writeImageIfDue()
            case .others(let entry):
                appendTook = .now - began
                queue.putBack(batch.filter { callers.isWaiting($0.id) })
                // One that came too late knows nothing of what else has happened.
                if entry.by.isEmpty { drop() } else { receive(entry) }
                return turn.lost(passed: Int(clamping: (loaded?.seq ?? attempt.known) - attempt.known))
            case .notDone(let failure):
                for waiting in batch { callers.answer(waiting.id, .failure(failure)) }
                return
            case .unknown:
                // Callers who have gone were told that it is unknown. The line comes anew from the log, with the entry or without.
                guard batch.contains(where: { callers.isWaiting($0.id) }) else { return drop() }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    /// Nothing of the line is kept, or its next change would copy it.
    private func attempt(_ flight: Flight) -> Attempt? {
        guard let loaded else { return nil }
        let place = nextPlace(loaded)
        return proposal(flight.batch, flight.nonce, at: place.seq, isAhead: place.isAhead).map {
            Attempt(proposal: $0, known: loaded.seq, end: loaded.end)
        }
    }

    private func drop(answering batch: [WaitingCommand]) {
        drop()
        answerDropped(batch)
    }

    /// They are answered by now, unless the line was dropped meanwhile.
    func answerDropped(_ batch: [WaitingCommand]) {
        for waiting in batch {
            callers.answer(waiting.id, .failure(StoreFailure("the line of \(client) was dropped")))
        }
    }

    /// - Parameter batch: of one epoch; empty for an entry that only fills a place.
    func proposal(_ batch: [WaitingCommand], _ nonce: String, at seq: Int64, isAhead: Bool) -> LogProposal? {
        guard let loaded else { return nil }
        let epoch = batch.first?.epoch ?? loaded.line.epoch
        return LogProposal(
            seq: seq,
            nonce: nonce,
            epoch: epoch,
            digest: loaded.digest,
            isAhead: isAhead,
            clock: loaded.clock.next(at: .now, shift: time.shift),
            validUntil: loaded.end.validUntil,
            commands: batch.map(\.document),
            results: batch.compactMap { waiting in
                guard case .acknowledge(let post, let round, let storedIn) = waiting.command,
                    let text = waiting.decision,
                    loaded.line.epoch == epoch, loaded.line.wouldPublish(post, round: round, storedIn: storedIn)
                else { return nil }
                return LoggedResult(post: post, round: round, decision: text)
            }
        )
    }

    // MARK: - Applying

    /// Applies an entry, from wherever it came, if it is the next, and those behind it that went ahead; answers the callers
    /// of those that are this server's.
    func receive(_ entry: LogEntry) {
        switch loaded?.fit(entry.seq) {
        case .next: apply(entry)
        case .beyond: loaded?.hold(entry)
        case .known, nil: return
        }
        while let next = loaded?.takeNext() { apply(next) }
    }

    private func apply(_ entry: LogEntry) {
        guard loaded?.agrees(with: entry) == true else {
            context.report("the line of \(client) differs from its log before entry \(entry.seq), and is loaded anew")
            return drop()
        }
        let own = inFlight.flatMap { $0.nonce == entry.by ? $0.batch : nil } ?? placed.removeValue(forKey: entry.by)
        do throws(MongoError) {
            let commands = if let own { own.map(\.command) } else { try entry.readCommands() }
            let bytes = own.map { $0.reduce(0) { $0 + $1.bytes } } ?? entry.bytes
            let replies = loaded?.apply(entry, commands, bytes: bytes)
            answer(own ?? [], replies)
            noteClock(primary: entry.writtenAt + time.shift)
        } catch {
            context.report("entry \(entry.seq) of \(client) can't be read: \(error)")
            return drop()
        }
        for signal in loaded?.takeSignals() ?? [] { context.signal(client, signal) }
    }

    /// - Parameter replies: nil where the entry counts for nothing.
    private func answer(_ batch: [WaitingCommand], _ replies: [LineReply]?) {
        guard let replies else {
            for waiting in batch {
                let failure = StoreFailure("a command came too late into the line of \(client)", maybeDone: false)
                callers.answer(waiting.id, .failure(failure))
            }
            return
        }
        for (waiting, reply) in zip(batch, replies) { callers.answer(waiting.id, .success(reply)) }
    }

    // MARK: - Time limits

    private func startExpiring() {
        guard !isExpiring else { return }
        isExpiring = true
        Task { await expireCallers() }
    }

    /// Answers callers whose time is over, for as long as there are any.
    private func expireCallers() async {
        while let deadline = callers.nextDeadline {
            try? await Task.sleep(until: deadline, clock: .continuous)
            for id in callers.late(at: .now) {
                let wasQueued = queue.remove(id)
                let what = wasQueued ? "could not be sent" : "was not confirmed"
                callers.answer(
                    id,
                    .failure(StoreFailure("MongoDB: a command \(what) within 5 s", maybeDone: !wasQueued))
                )
            }
        }
        isExpiring = false
    }
}

extension LineCommand {
    /// Whether it is about an epoch that has not begun.
    fileprivate var opens: Bool {
        switch self {
        case .open, .adopt, .begin: true
        default: false
        }
    }
}
