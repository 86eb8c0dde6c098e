import Synchronization
import TestSupport

/// Moderators who claim and decide while their client moves from one Redis to another, and what they saw.
///
/// What somebody else has claimed since at the new place is lost, as after any loss of a Redis: that is no problem.
final class Movers: Sendable {
    private struct State {
        var grants: [String: Set<String>] = [:]
        var turn = 0
        var decided: [String: Set<String>] = [:]
        var problems: [String] = []
    }

    private let tenant: Tenant
    private let servers: [ServerProcess]
    private let state = Mutex(State())

    init(tenant: Tenant, servers: [ServerProcess]) {
        self.tenant = tenant
        self.servers = servers
    }

    /// Who was handed what, in calls that began since the last `countGrantsAnew`.
    var grants: [String: Set<String>] { state.withLock { $0.grants } }
    /// The decisions that were answered.
    var decided: [String: Set<String>] { state.withLock { $0.decided } }
    var problems: [String] { state.withLock { $0.problems } }

    func countGrantsAnew() {
        state.withLock { state in
            state.turn += 1
            state.grants = [:]
        }
    }

    /// Works until `posts` posts are decided.
    func work(_ moderators: Int, until posts: Int) async {
        let end = ContinuousClock.now + .seconds(150)
        await withDiscardingTaskGroup { group in
            for number in 0..<moderators {
                group.addTask { [self] in
                    let caller = tenant.caller("mover-\(number)", at: servers[number % servers.count])
                    while decided.count < posts, ContinuousClock.now < end { await takeTurn(of: caller) }
                }
            }
        }
    }

    private func takeTurn(of caller: Caller) async {
        let turn = state.withLock { $0.turn }
        guard let answer = await repeated({ try await caller.claim(2) }) else { return }
        let items = (try? answer.items) ?? []
        state.withLock { state in
            guard state.turn == turn else { return }
            for item in items { state.grants[item.post, default: []].insert(caller.moderator) }
        }
        // So that work is left for each place.
        try? await Task.sleep(for: .milliseconds(items.isEmpty ? 100 : 50))
        for item in items {
            guard let answer = await repeated({ try await caller.decide(item.post, .approve, claim: item.claim) }),
                let decision = answer.decisionID
            else { continue }
            state.withLock { _ = $0.decided[item.post, default: []].insert(decision) }
        }
    }

    /// The first answer that is not 503; nil where the claim was lost.
    private func repeated(_ call: () async throws -> HTTPAnswer) async -> HTTPAnswer? {
        for _ in 0..<200 {
            do {
                let answer = try await call()
                switch answer.status {
                case 200: return answer
                case 503: try await Task.sleep(for: .milliseconds(50))
                case 409 where Self.isLoss(answer): return nil
                default:
                    note("\(answer)")
                    return nil
                }
            } catch {
                note("\(error)")
                return nil
            }
        }
        note("no answer but 503 for long")
        return nil
    }

    private static func isLoss(_ answer: HTTPAnswer) -> Bool {
        let code = try? answer.json["code"].string
        return ["claim_lost", "already_decided", "not_claimed"].contains(code)
    }

    private func note(_ problem: String) { state.withLock { $0.problems.append(problem) } }
}
