import TestSupport
import Testing

extension Tenant {
    /// Whether claims are handed out from a store that stands in; nil while there is no answer.
    func isDegraded(at server: ServerProcess) async throws -> Bool? {
        let stats = try await caller("backend", at: server).get("/stats")
        guard stats.status == 200, case .bool(let isDegraded) = try LooseJSON(stats.body)["degraded"] else {
            return nil
        }
        return isDegraded
    }

    /// All decisions, as a consumer without Redis reads them, by their ids.
    func decisionsRead(at server: ServerProcess) async throws -> [String] {
        var ids: [String] = []
        var cursor = ""
        while true {
            let page = try LooseJSON(
                try await caller("backend", at: server).get("/results?limit=500&after=\(cursor)").body
            )
            guard !page["results"].array.isEmpty else { return ids }
            ids += page["results"].array.compactMap { $0["decision_id"].string }
            cursor = page["next"].string ?? ""
        }
    }

    /// Expects that what was answered is what MongoDB has, each post decided once, and that readers get every decision, once.
    func expectDecidedOnce(_ posts: [String], _ ledger: Ledger, at server: ServerProcess) async throws {
        #expect(ledger.problems.prefix(5) == [])
        #expect(Set(ledger.decisions.keys) == Set(posts))
        #expect(ledger.decisions.allSatisfy { $0.value.count == 1 }, "a post has two decisions")
        #expect(try await Archive.count(.decidedOnce, of: self) == posts.count)
        let answered = Set(ledger.decisions.values.flatMap { $0.compactMap(\.decisionID) })
        let read = try await decisionsRead(at: server)
        #expect(Set(read) == answered)
        #expect(read.count == answered.count, "a reader was told of a decision twice")
    }
}
