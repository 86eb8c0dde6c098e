extension FullCount {
    /// A result that was published so long before a loss was read by whoever follows them.
    private static let readWithin: Int64 = 10_000

    /// Every decision is a result: once where the claim store lost nothing, at least once otherwise; and all that is told
    /// of it is the same.
    mutating func countResults() {
        let stored = evidence.items.flatMap(\.decisions)
        let known = Set(stored)
        let followed = evidence.observations.followed
        let final = evidence.results.reduce(into: [SeenDecision: Int]()) { $0[$1, default: 0] += 1 }
        for result in Set(followed.keys).union(final.keys) where !known.contains(result) {
            add(.resultDiffers, result.round.post, "no such decision in MongoDB: \(result)")
        }
        let losses = evidence.observations.losses
        for decision in stored {
            let (read, left) = (followed[decision] ?? 0, final[decision] ?? 0)
            if losses.isEmpty {
                if left == 0 { add(.resultMissing, decision.round.post, "not to be read in the end: \(decision)") }
                if read > 1 || left > 1 {
                    add(.resultTwice, decision.round.post, "\(max(read, left)) times: \(decision)")
                }
            } else if read == 0, left == 0 {
                if losses.contains(where: {
                    ($0.lowerBound - Self.readWithin...$0.upperBound).contains(decision.decidedAt)
                }) {
                    lostResultWithStore()
                } else {
                    add(.resultMissing, decision.round.post, "never to be read: \(decision)")
                }
            }
        }
    }
}
