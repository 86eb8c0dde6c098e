/// What the callers of one period saw.
struct Observations: Sendable {
    /// The round that each acknowledged ingest told of.
    private(set) var ingested: [String: Int] = [:]
    /// Posts for which a withdrawal was sent.
    private(set) var withdrawn: Set<String> = []
    /// Acknowledged posts that no answer told to be decided, and that nobody withdrew.
    private(set) var open: Set<String> = []
    private var closed: Set<String> = []
    private(set) var claims: [String: SeenClaim] = [:]
    /// Each different decision that was answered for a round, with the instant at which its first answer was there.
    private(set) var decisions: [RoundID: [SeenDecision: Moment]] = [:]
    /// What a reader who followed the results was given, and how often.
    private(set) var followed: [SeenDecision: Int] = [:]
    /// From before until after each loss of data in the claim store, in milliseconds by the machine's clock.
    private(set) var losses: [ClosedRange<Int64>] = []
    /// When what servers had not yet written down of the history was lost with them, by the same clock.
    private(set) var unwritten: [ClosedRange<Int64>] = []
    /// When the claim store's clock was another.
    private(set) var shifts: [ClockShift] = []
    /// Answers that no caller should get.
    private(set) var unexpected: [String] = []

    mutating func ingested(_ post: String, round: Int) {
        ingested[post] = max(round, ingested[post] ?? 0)
        if !closed.contains(post) { open.insert(post) }
    }

    mutating func willWithdraw(_ post: String) {
        withdrawn.insert(post)
        close(post)
    }

    /// - Parameter sent: When the call was sent whose answer handed the claim out.
    mutating func handedOut(_ claim: SeenClaim, sent: Moment) {
        guard var known = claims[claim.id] else {
            claims[claim.id] = claim
            return
        }
        known.expiresAt = max(known.expiresAt, claim.expiresAt)
        known.askedAt = max(known.askedAt, sent)
        claims[claim.id] = known
    }

    mutating func extended(_ claim: String, to expiresAt: Int64) {
        guard let known = claims[claim]?.expiresAt else { return }
        claims[claim]?.expiresAt = max(known, expiresAt)
    }

    /// The holder is about to ask for the claim's end.
    mutating func willEnd(_ claim: String, at now: Moment) {
        let known = claims[claim]?.endAskedAt ?? now.wall
        claims[claim]?.endAskedAt = min(known, now.wall)
    }

    mutating func decided(_ decision: SeenDecision, received: Moment) {
        let first = decisions[decision.round]?[decision]
        decisions[decision.round, default: [:]][decision] = min(first ?? received, received)
        close(decision.round.post)
    }

    private mutating func close(_ post: String) {
        closed.insert(post)
        open.remove(post)
    }

    mutating func followed(_ results: [SeenDecision]) {
        for result in results { followed[result, default: 0] += 1 }
    }

    mutating func lostHistory(_ span: ClosedRange<Int64>) { unwritten.append(span) }

    /// The claim store's clock is the machine's again, or one that is apart from it.
    mutating func clockChanged(to shift: ClockShift?, at now: Moment) {
        if let last = shifts.indices.last, shifts[last].until == .max { shifts[last].until = now.wall }
        if let shift { shifts.append(shift) }
    }

    mutating func lostData(_ span: ClosedRange<Int64>) { losses.append(span) }

    mutating func unexpected(_ text: String) { unexpected.append(text) }
}
