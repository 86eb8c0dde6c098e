import TestSupport
import Testing

extension Ledger {
    /// Expects that MongoDB, the results in Redis and all answers tell the same: each post decided once, nothing left.
    ///
    /// - Parameter posts: All that were ingested.
    func agrees(with tenant: Tenant, posts: [String]) async throws {
        #expect(problems.prefix(5) == [])
        #expect(Set(decisions.keys) == Set(posts))
        #expect(decisions.allSatisfy { $0.value.count == 1 }, "a post has two decisions")
        try await tenant.becomesClean()
        let results = try await tenant.results(posts.count)
        #expect(results.count == posts.count)
        #expect(Set(results.map(\.decisionID)).count == posts.count)
        let published = results.reduce(into: [String: Set<Answered>]()) { all, result in
            all[result.post ?? "", default: []].insert(
                Answered(
                    decisionID: result.decisionID,
                    outcome: result.outcome ?? "",
                    moderator: result.moderator ?? ""
                )
            )
        }
        #expect(published == decisions, "what was answered is not what was published")
        #expect(try await Archive.count(.decidedOnce, of: tenant) == posts.count)
        #expect(try await Archive.count(.all, of: tenant) == posts.count)
    }
}
