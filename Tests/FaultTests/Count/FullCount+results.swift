extension FullCount {
    /// A result that was published so long before a loss was read by whoever follows them.
    private static let readWithin: Int64 = 10_000

    /// Every decision is a result: once in the stream where the claim store lost nothing, at least once otherwise; and all that is
    /// told of it is the same. Whoever reads by calls while MongoDB stands in for Redis gets what was decided meanwhile once
    /// more when it goes out in the stream.
    mutating func countResults() {
        let stored = evidence.items.flatMap(\.decisions)
        let known = Set(stored)
        let followed = evidence.observations.followed
        let final = evidence.results.reduce(into: [SeenDecision: Int]()) { $0[$1, default: 0] += 1 }
        let published = evidence.published?.reduce(into: [SeenDecision: Int]()) { $0[$1, default: 0] += 1 }
        for result in Set(followed.keys).union(final.keys).union(published.map { Set($0.keys) } ?? [])
        where !known.contains(result) {
            add(.resultDiffers, result.round.post, "no such decision in MongoDB: \(result)")
        }
        let losses = evidence.observations.losses
        for decision in stored {
            let (read, left) = (followed[decision] ?? 0, final[decision] ?? 0)
            if losses.isEmpty {
                if left == 0 || published?[decision] == nil && published != nil {
                    add(.resultMissing, decision.round.post, "not to be read in the end: \(decision)")
                }
                let times = published.map { $0[decision] ?? 0 } ?? max(read, left)
                if times > 1 { add(.resultTwice, decision.round.post, "\(times) times: \(decision)") }
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
