import TestSupport
import Testing

extension Tenant {
    /// Changes the client's lease, in seconds.
    func setLease(_ seconds: Int) async throws {
        _ = try await pilot.succeed(["client", "set", id, "--lease", "\(seconds)"])
    }

    /// Expects that the client's only post was decided once, by that moderator, that its result was published once, and
    /// that nothing else is left of it in Redis.
    func expectOnlyDecision(_ decisionID: String?, by moderator: String) async throws {
        let results = try await results(1)
        #expect(results.map(\.decisionID) == [decisionID])
        #expect(results.map(\.moderator) == [moderator])
        #expect(try await Archive.count(.decidedOnce, of: self) == 1)
        try await becomesClean()
    }
}
