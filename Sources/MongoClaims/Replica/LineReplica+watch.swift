import Lines
import Moderation

extension LineReplica {
    /// An entry that another server appended, as the change stream tells it.
    func receiveFromOthers(_ entry: LogEntry) async {
        switch loaded?.fit(entry.seq) {
        // Whoever looks next finds out what there is to do now.
        case nil: resting = nil
        case .known: return
        case .next: receive(entry)
        case .beyond where entry.isAhead: receive(entry)
        // The stream leaves out this server's own entries, and one of those may not be confirmed yet.
        case .beyond: await catchUpIfLoaded()
        }
    }

    /// What can't be read now is read when it is asked for.
    func catchUpIfLoaded() async {
        guard loaded != nil else { return resting = nil }
        try? await catchUp()
    }

    /// What is done now and then while nobody asks: deletes what is old, and forgets the line if it was not used for so long.
    func tend(unusedSince instant: ContinuousClock.Instant) async {
        await trimLog()
        // Who does not hear of others' entries could not tell that there is something to do.
        guard context.follows, lastUse < instant, isIdle, let line = loaded?.line else { return }
        drop()
        context.clocks.forget(client)
        resting = RestingLine(line)
    }

    /// Reads for a background pass, which does not keep the line in memory.
    ///
    /// - Parameter atRest: Answers without the line, at a time of its clock; nil where that needs the line.
    func readInPassing<Value: Sendable>(
        in epoch: Int64,
        isFresh: Bool,
        atRest: @Sendable (RestingLine, Timestamp) -> Value?,
        _ body: @Sendable (Line, Timestamp) -> Value
    ) async throws(StoreFailure) -> Answer<Value> {
        if loaded == nil, context.follows, let resting, resting.epoch == epoch {
            let now = try await now(isFresh: false)
            if let value = atRest(resting, now) { return .value(value) }
        }
        return try await read(in: epoch, isFresh: isFresh, isUse: false, body)
    }
}
