extension [HeldClaim] {
    /// With what else is known of claims, where a store may have lost some or gone back to older ones: of two claims on an item
    /// the newer one counts, and of two times at which it ends the later.
    ///
    /// - Returns: the oldest first.
    package func united(with others: [HeldClaim]) -> [HeldClaim] {
        var byPost = Dictionary(map { ($0.post, $0) }) { first, _ in first }
        for other in others {
            guard let known = byPost[other.post], known.claim.generation >= other.claim.generation else {
                byPost[other.post] = other
                continue
            }
            guard known.claim.generation == other.claim.generation, known.claim.expiresAt < other.claim.expiresAt
            else { continue }
            byPost[other.post] = HeldClaim(
                post: known.post,
                round: known.round,
                queue: known.queue,
                claim: other.claim,
                carried: known.carried
            )
        }
        return byPost.values.sorted { $0.claim.generation < $1.claim.generation }
    }
}
