import Lines
import Moderation
import MongoClient
import MongoShared

extension LineReplica {
    /// What a read gives, or that the line is in another epoch.
    enum Answer<Value: Sendable>: Sendable {
        case value(Value)
        case epoch(Int64)
    }

    /// Reads the line as it is now: with all that a majority had when this was called.
    func read<Value: Sendable>(
        in epoch: Int64,
        isFresh: Bool = true,
        isUse: Bool = true,
        _ body: @Sendable (Line, Timestamp) -> Value
    ) async throws(StoreFailure) -> Answer<Value> {
        if isUse { noteUse() }
        try await load()
        if isFresh || loaded?.line.epoch != epoch { try await catchUp() }
        let now = try await now(isFresh: isFresh)
        guard let line = loaded?.line else { throw StoreFailure("the line of \(client) was dropped", maybeDone: false) }
        return line.epoch == epoch ? .value(body(line, now)) : .epoch(line.epoch)
    }

    /// The line's clock. What is not to be fresh is not worth a question to MongoDB either, within an hour.
    func now(isFresh: Bool) async throws(StoreFailure) -> Timestamp {
        do throws(MongoError) {
            let server = isFresh ? try await time.server() : try await time.server(byReadingWithin: .seconds(3_600))
            let primary = server + time.shift
            if isFresh { noteClock(primary: primary) }
            return loaded?.clock.now(primary: primary, at: .now, shift: time.shift) ?? primary
        } catch {
            throw StoreFailure(error, maybeDone: false)
        }
    }

    /// Tells operators of a primary whose clock is behind the line's time.
    func noteClock(primary: Timestamp) {
        guard let clock = loaded?.clock else { return }
        context.clocks.note(clock.lag(primary: primary, at: .now), of: client, context.report)
    }

    /// What a claim answers that changes nothing; nil where it would.
    func idleAnswer(to claim: LineClaim, in epoch: Int64) async throws(StoreFailure) -> LineWorkingSet? {
        try await load()
        // By the line alone it is seldom idle while there is work; so a claim that takes something asks for no more than its entry.
        guard knownIdleAnswer(to: claim, in: epoch) != nil else { return nil }
        try await catchUp()
        return knownIdleAnswer(to: claim, in: epoch, at: try await now(isFresh: true))
    }

    /// The same, where nil is a claim that is to go into the log.
    func idleOrEpoch(_ claim: LineClaim, in epoch: Int64) async throws(StoreFailure) -> Answer<LineWorkingSet?> {
        noteUse()
        return .value(try await idleAnswer(to: claim, in: epoch))
    }

    /// - Parameter now: nil for the time of the last entry.
    private func knownIdleAnswer(to claim: LineClaim, in epoch: Int64, at now: Timestamp? = nil) -> LineWorkingSet? {
        guard let line = loaded?.line, line.epoch == epoch, !line.isClosed else { return nil }
        return line.idleAnswer(to: claim, at: now ?? line.time)
    }

    /// Applies what others appended, up to what a majority had when this was called.
    func catchUp() async throws(StoreFailure) {
        try await reading.value { [self] () async throws(StoreFailure) in try await readOn() }
    }

    private func readOn() async throws(StoreFailure) {
        do throws(MongoError) {
            var gap: Int64?
            while let seq = loaded?.seq {
                let end = try await LogEnd(known: time.server(), read: .now)
                let page = try await log.entries(from: seq)
                // Deleted since: an image has all that. Loading begins there.
                guard page.follows(seq) else { break }
                for entry in page.entries { receive(entry) }
                if page.isFull { continue }
                if page.hasGap, gap != loaded?.seq {
                    gap = loaded?.seq
                    continue
                }
                guard !page.lacksEntries else { break }
                loaded?.noteEnd(end)
                return
            }
        } catch {
            throw StoreFailure(error, maybeDone: false)
        }
        drop()
        try await load()
    }
}
