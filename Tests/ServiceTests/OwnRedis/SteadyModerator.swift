import Synchronization
import TestSupport

/// One moderator who ingests, claims and decides without a pause, and notes each answer that is not what it should be.
final class SteadyModerator: Sendable {
    private struct State {
        var problems: [String] = []
        var decided = 0
        var longest = Duration.zero
    }

    private let caller: Caller
    private let state = Mutex(State())

    init(_ name: String, of tenant: Tenant, at server: ServerProcess) {
        caller = tenant.caller(name, at: server)
    }

    var problems: [String] { state.withLock { $0.problems } }
    var decided: Int { state.withLock { $0.decided } }
    var longest: Duration { state.withLock { $0.longest } }

    func work(until end: ContinuousClock.Instant) async {
        while ContinuousClock.now < end {
            let post = uniqueName("p")
            guard await call("ingest", { try await $0.ingest(post) })?.status == 201 else { continue }
            guard let item = try? await call("claim", { try await $0.claim() })?.items.first else {
                state.withLock { $0.problems.append("nothing to claim behind an ingest") }
                continue
            }
            guard await call("decide", { try await $0.decide(item.post, .approve, claim: item.claim) }) != nil else {
                continue
            }
            state.withLock { $0.decided += 1 }
        }
    }

    /// Nil where the answer is no success.
    private func call(_ what: String, _ body: (Caller) async throws -> HTTPAnswer) async -> HTTPAnswer? {
        let start = ContinuousClock.now
        do {
            let answer = try await body(caller)
            let time = ContinuousClock.now - start
            state.withLock { $0.longest = max($0.longest, time) }
            if answer.status < 300 { return answer }
            state.withLock { $0.problems.append("\(what): \(answer)") }
        } catch {
            state.withLock { $0.problems.append("\(what): \(error)") }
        }
        return nil
    }
}
