import Synchronization
import TestSupport

/// Moderators who claim and decide while their client moves from one Redis to another, and what they saw. None of their
/// claims is lost by that.
final class Movers: Sendable {
    private struct State {
        var grants: [String: Set<String>] = [:]
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

    /// Who was handed what.
    var grants: [String: Set<String>] { state.withLock { $0.grants } }
    /// The decisions that were answered.
    var decided: [String: Set<String>] { state.withLock { $0.decided } }
    var problems: [String] { state.withLock { $0.problems } }

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
        guard let answer = await repeated({ try await caller.claim(2) }) else { return }
        let items = (try? answer.items) ?? []
        state.withLock { state in
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

    /// The first answer that is not 503.
    private func repeated(_ call: () async throws -> HTTPAnswer) async -> HTTPAnswer? {
        for _ in 0..<200 {
            do {
                let answer = try await call()
                switch answer.status {
                case 200: return answer
                case 503: try await Task.sleep(for: .milliseconds(50))
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

    private func note(_ problem: String) { state.withLock { $0.problems.append(problem) } }
}
