extension ItemRecord {
    /// Why nobody can act under a claim on an item that the claim store does not have.
    ///
    /// - Parameter namingClaim: Whether the caller names a claim that this moderator was really given.
    func refusal(namingClaim: Bool) -> Refusal {
        switch status {
        case .withdrawn: return .withdrawn(at: withdrawnAt ?? item.queuedAt)
        case .approved, .rejected:
            if let decision { return .alreadyDecided(decision.decision) }
            // The AI settled this round, so nobody ever held it: a claim that was given out is an earlier round's.
            return item.round > 1 && namingClaim ? superseded : .notClaimed(holder: nil)
        case .pending:
            // Held by nobody the claim store knows of: fenced off, on the shelf, or not in line yet.
            return namingClaim ? .claimLost(holder: nil) : .notClaimed(holder: nil)
        }
    }

    /// An older round than this record's newest is over.
    var superseded: Refusal { .superseded(round: item.round, at: item.queuedAt) }
}
