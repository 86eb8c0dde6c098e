import Lines
import Moderation

/// Entries that this server wrote ahead of places which are not taken yet.
extension LineReplica {
    /// Where the next entry goes.
    func nextPlace(_ loaded: LoadedLine) -> (seq: Int64, isAhead: Bool) {
        let ordinary = loaded.seq + 1
        turn.begin(at: .now)
        // Without the stream nothing would be heard of what fills the places before it.
        guard context.follows, loaded.seq > 0, turn.distance > 1 else { return (ordinary, false) }
        var seq = loaded.seq + Int64(turn.distance)
        while loaded.ahead.contains(seq) { seq += 1 }
        guard seq - loaded.seq <= Int64(LogTurn.farthest) else { return (ordinary, false) }
        return (seq, true)
    }

    /// As if that many entries of others had been in the way of the last attempt.
    func loseTurns(passed: Int) { turn.lost(passed: passed) }

    /// Keeps a batch whose entry stands in the log, until all before it is known.
    func waitForTurn(_ entry: LogEntry, _ batch: [WaitingCommand]) {
        // It was applied meanwhile, as it came by another way, or the line was dropped.
        guard let known = loaded?.seq, entry.seq > known else { return answerDropped(batch) }
        placed[entry.by] = batch
        turn.placed(missing: Int(clamping: entry.seq - 1 - known), at: .now)
        receive(entry)
        startFilling()
    }

    private func startFilling() {
        guard !isFilling, !placed.isEmpty else { return }
        isFilling = true
        Task { await fill() }
    }

    /// Puts empty entries where nobody else appends any, for as long as entries of this server stand behind free places.
    private func fill() async {
        defer { isFilling = false }
        while !placed.isEmpty {
            guard let known = loaded?.seq else { return }
            // Whoever is faster is on the way there.
            try? await Task.sleep(for: patience)
            guard let free = freePlaces(ifStillAt: known) else { continue }
            turn.filled()
            let proposals = free.compactMap { proposal([], context.nextNonce(), at: $0, isAhead: true) }
            await withTaskGroup(of: AppendAnswer.self) { group in
                for proposal in proposals { group.addTask { [log] in await log.append(proposal) } }
                for await answer in group {
                    switch answer {
                    case .ours(let entry), .others(let entry): receive(entry)
                    case .notDone, .unknown: continue
                    }
                }
            }
        }
    }

    /// Those before the last entry that went ahead; nil where somebody has appended meanwhile.
    private func freePlaces(ifStillAt known: Int64) -> [Int64]? {
        guard let loaded, loaded.seq == known, let last = loaded.ahead.last, last > known else { return nil }
        return (known + 1..<last).filter { !loaded.ahead.contains($0) }
    }

    /// How long the others have for their next entry: as long as this server's own takes.
    private var patience: Duration { min(max(appendTook, .milliseconds(2)), .milliseconds(100)) }
}
