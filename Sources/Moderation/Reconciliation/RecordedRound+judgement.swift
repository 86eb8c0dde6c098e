extension RecordedRound {
    /// Whether it has to stand in line, and nobody is about to put it there for the first time.
    func awaitsLine(at now: Timestamp) -> Bool {
        isUnplaced && (queuedIn != nil || since + Recovery.ageOfStrays <= now)
    }

    /// Whether it has to stand in line, or will have to in a moment.
    var isUnplaced: Bool { status == .pending && !isOnShelf }

    /// Whether this round stands in line in another queue.
    func isElsewhere(_ standing: StandingRound) -> Bool {
        isUnplaced && standing.round == round && standing.queue != queue
    }

    /// Whether a round in line has no business there any more, and nobody is about to take it out. What is decided leaves
    /// with its result.
    func rulesOut(_ round: Int, at now: Timestamp) -> Bool {
        guard round != self.round || status != .pending else { return false }
        let leavesWithResult = isUnpublished && round == self.round
        return !leavesWithResult && since + Recovery.ageOfEnded <= now
    }

    func hasLateResult(at now: Timestamp) -> Bool { isUnpublished && since + Recovery.ageOfUnpublished <= now }

    /// As what it is missing from the line of an epoch.
    func missing(in epoch: Int64) -> Drift {
        Drift(queuedIn == epoch ? .markedNotQueued : .pendingNotQueued, post, round: round)
    }
}
