package import Moderation

/// What the AI says comes in here: over HTTP, from files and from streams alike.
///
/// The system of record is written first, and that alone decides the answer: what it has is handed out sooner or later
/// (G4). Putting the item into line follows at once; where that fails, or the process dies before it, the item stays
/// pending in the record and `Recovery` puts it into line.
package struct Ingestion: Sendable {
    private let claims: any ClaimStore
    private let records: any ItemRecords
    private let keeper: LineKeeper?
    private let failpoints: Failpoints
    private let report: @Sendable (ClientID, StoreFailure) -> Void

    /// - Parameters:
    ///   - keeper: Makes room for what is due before others. Without one it waits on the shelf for a while.
    ///   - report: Is told when items could not be put into line now; nothing is lost by it.
    package init(
        claims: any ClaimStore,
        records: any ItemRecords,
        keeper: LineKeeper? = nil,
        failpoints: Failpoints = .none,
        report: @escaping @Sendable (ClientID, StoreFailure) -> Void = { _, _ in }
    ) {
        self.claims = claims
        self.records = records
        self.keeper = keeper
        self.failpoints = failpoints
        self.report = report
    }

    /// Takes one verdict. A failure says nothing about it: repeat the call, what was stored comes back as a duplicate.
    package func ingest(_ record: VerdictRecord, for client: Client) async throws(StoreFailure) -> IngestAnswer {
        try await store([record], for: client)[0]
    }

    /// Takes any number of verdicts; answers come in the order of the verdicts. After a failure some may be stored.
    package func ingest(
        _ verdicts: [VerdictRecord],
        for client: Client
    ) async throws(StoreFailure) -> [IngestAnswer] {
        var answers: [IngestAnswer] = []
        answers.reserveCapacity(verdicts.count)
        var chunk = RecordChunk()
        for verdict in verdicts where !chunk.add(verdict) {
            answers += try await store(chunk, for: client)
            chunk = RecordChunk()
            _ = chunk.add(verdict)
        }
        return try await answers + store(chunk, for: client)
    }

    /// Takes lines, each for itself: a bad one costs no other, nor does one that can't be stored now, which is refused as
    /// `unavailable`. At most one chunk of them is held as records.
    ///
    /// - Throws: where the system of record is away and nothing of all was stored.
    package func ingest(
        _ lines: [LineReader.Line],
        for client: Client
    ) async throws(StoreFailure) -> IngestReport {
        var intake = LineIntake()
        var rest = lines[...]
        while !rest.isEmpty {
            let read = await Self.read(rest)
            rest = rest.dropFirst(read.count)
            for (line, verdict) in read {
                switch verdict {
                case .failure(let problem): intake.refuse(line, problem)
                case .success(let record):
                    guard !intake.add(record, line: line) else { continue }
                    await store(&intake, for: client)
                    _ = intake.add(record, line: line)
                }
            }
        }
        await store(&intake, for: client)
        return try intake.report()
    }

    /// The verdicts of the first lines, of not much more than a chunk.
    private static func read(
        _ lines: ArraySlice<LineReader.Line>
    ) async -> [(line: Int, verdict: Result<VerdictRecord, IngestProblem>)] {
        var bytes = 0
        let first = lines.prefix { line in
            defer { bytes += line.bytes?.count ?? 0 }
            return bytes < IngestLimits.chunkBytes / 2
        }
        return await LongWork.run(over: bytes) {
            first.map { line in
                do throws(IngestProblem) { return (line.number, .success(try parse(line))) } catch {
                    return (line.number, .failure(error))
                }
            }
        }
    }

    private func store(_ intake: inout LineIntake, for client: Client) async {
        let chunk = intake.takeChunk()
        guard !intake.isStoreAway else { return intake.refuse(chunk.lines) }
        do throws(StoreFailure) {
            return intake.add(try await store(chunk.verdicts, for: client))
        } catch {
            intake.failure = error
            // Nothing was tried, so nothing is wrong with any of them.
            guard error.maybeDone, chunk.lines.count > 1 else { return intake.refuse(chunk.lines, isStoreAway: true) }
        }
        await storeEach(chunk.lines, &intake, for: client)
    }

    /// Stores what failed together, one by one, so that a verdict that can't be stored holds up no other.
    private func storeEach(
        _ lines: [(number: Int, record: VerdictRecord)],
        _ intake: inout LineIntake,
        for client: Client
    ) async {
        let end = ContinuousClock.now + Self.timeForEach
        var failed: [(number: Int, record: VerdictRecord)] = []
        for line in lines {
            let isWorthIt = failed.count < Self.failuresOfStore && ContinuousClock.now < end && !Task.isCancelled
            guard isWorthIt else {
                failed.append(line)
                continue
            }
            do throws(StoreFailure) {
                intake.add([try await ingest(line.record, for: client)])
            } catch {
                intake.failure = error
                failed.append(line)
            }
        }
        intake.refuse(failed, isStoreAway: failed.count == lines.count)
    }

    /// A store that is away makes each attempt long.
    private static let timeForEach: Duration = .seconds(2)
    private static let failuresOfStore = 20

    private static func parse(_ line: LineReader.Line) throws(IngestProblem) -> VerdictRecord {
        guard let bytes = line.bytes else { throw .verdictTooLarge }
        return try VerdictParser.parse(bytes.span)
    }

    private func store(_ chunk: RecordChunk, for client: Client) async throws(StoreFailure) -> [IngestAnswer] {
        guard !chunk.isEmpty else { return [] }
        return chunk.spread(try await store(chunk.records, for: client))
    }

    private func store(_ verdicts: [VerdictRecord], for client: Client) async throws(StoreFailure) -> [IngestAnswer] {
        let permit = await permit(for: verdicts, of: client)
        let answers = try await records.record(verdicts, for: client)
        guard answers.count == verdicts.count else {
            throw StoreFailure("\(verdicts.count) verdicts were stored and \(answers.count) answered")
        }
        failpoints.pass(.recordStored)
        do {
            try await putInLine(answers, of: client, permit: permit)
            try await takeOutOldRounds(zip(verdicts, answers), of: client)
        } catch {
            report(client.id, error)
        }
        return zip(verdicts, answers).map { IngestAnswer($0.post, $1) }
    }

    /// Asked for before the record is written: see `ClaimStore.permitForNewItems`. Without one the items wait in
    /// MongoDB for the next publisher.
    private func permit(for verdicts: [VerdictRecord], of client: Client) async -> PublishingPermit? {
        guard verdicts.contains(where: { $0.verdict == .manualReview }) else { return nil }
        do {
            return try await claims.permitForNewItems(of: client)
        } catch {
            report(client.id, error)
            return nil
        }
    }

    private func putInLine(
        _ answers: [RecordAnswer],
        of client: Client,
        permit: PublishingPermit?
    ) async throws(StoreFailure) {
        let items = answers.compactMap(\.newItem)
        guard let permit, !items.isEmpty else { return }
        // Read first: if the store loses its data after it was published to, the mark is of the epoch before, and
        // the item is put into line again.
        let epoch = try await claims.epoch(of: client)
        let published = try await publish(items, for: client, permit: permit)
        failpoints.pass(.recordPublished)
        let inLine = zip(items, published).filter { $1 == .queued || $1 == .present }.map(\.0)
        if !inLine.isEmpty { await records.markQueued(inLine.rounds, epoch: epoch, client: client.id) }
        let full = zip(items, published).filter { $1 == .full }.map(\.0)
        guard !full.isEmpty else { return }
        try await records.shelve(full.map(\.post), client: client.id)
        try await keeper?.bringForward(full, of: client)
    }

    /// A round whose decision is under way is out of the way in a moment, be the decision stored or refused; until then the
    /// newer round is `late`.
    private func publish(
        _ items: [QueuedItem],
        for client: Client,
        permit: PublishingPermit
    ) async throws(StoreFailure) -> [PublishAnswer] {
        var answers = try await claims.publish(items, for: client, permit: permit)
        for pause in Self.pausesForLate {
            let late = answers.indices.filter { answers[$0] == .late && items[$0].round > 1 }
            guard !late.isEmpty, (try? await Task.sleep(for: pause)) != nil else { break }
            let again = try await claims.publish(late.map { items[$0] }, for: client, permit: permit)
            for (index, answer) in zip(late, again) { answers[index] = answer }
        }
        return answers
    }

    /// Within the time for which a permit is good.
    private static let pausesForLate: [Duration] = [10, 20, 40, 80, 160, 320, 640].map { .milliseconds($0) }

    /// A newer version that nobody need review still ends the older round.
    private func takeOutOldRounds(
        _ stored: Zip2Sequence<[VerdictRecord], [RecordAnswer]>,
        of client: Client
    ) async throws(StoreFailure) {
        for (verdict, answer) in stored {
            if case .stored(_, let round, nil) = answer, round > 1 {
                try await claims.withdraw(verdict.post, upTo: round - 1, for: client)
            }
        }
    }
}

extension RecordAnswer {
    fileprivate var newItem: QueuedItem? {
        if case .stored(_, _, let item) = self { item } else { nil }
    }
}

extension IngestAnswer {
    fileprivate init(_ post: PostID, _ answer: RecordAnswer) {
        switch answer {
        case .stored(let status, let round, _):
            self.init(post: post, status: status, round: round, isDuplicate: false)
        case .duplicate(let status, let round, let isStale):
            self.init(post: post, status: status, round: round, isDuplicate: true, isStale: isStale)
        }
    }
}
