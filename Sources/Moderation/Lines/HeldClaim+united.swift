extension [HeldClaim] {
    /// With what else is known of claims, where a store may have lost some or gone back to older ones: of two claims on an item
    /// the newer one counts, and of two times at which it ends the later.
    ///
    /// - Parameter limit: when one ends at the latest of which nobody else knows: the store that has it may have got another
    ///   clock.
    /// - Returns: the oldest first.
    package func united(with others: [HeldClaim], by limit: Timestamp? = nil) -> [HeldClaim] {
        guard !isEmpty else { return others.sorted { $0.claim.generation < $1.claim.generation } }
        var byPost = Dictionary(map { ($0.post, $0) }) { first, _ in first }
        var rest = byPost
        for other in others {
            guard let known = byPost[other.post], known.claim.generation >= other.claim.generation else {
                byPost[other.post] = other
                rest[other.post] = nil
                continue
            }
            guard known.claim.generation == other.claim.generation else { continue }
            let isPlausible = limit.map { known.claim.expiresAt <= $0 } ?? true
            rest[other.post] = nil
            guard !isPlausible || known.claim.expiresAt < other.claim.expiresAt else { continue }
            byPost[other.post] = HeldClaim(
                post: known.post,
                round: known.round,
                queue: known.queue,
                claim: other.claim,
                carried: known.carried
            )
        }
        if let limit { for (post, claim) in rest { byPost[post] = claim.ending(by: limit) } }
        return byPost.values.sorted { $0.claim.generation < $1.claim.generation }
    }
}
