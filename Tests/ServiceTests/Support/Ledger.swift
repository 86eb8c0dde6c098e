import Synchronization
import TestSupport

/// What many moderators saw, to be compared with what the stores hold.
final class Ledger: Sendable {
    private struct State {
        var claims: [String: Set<String>] = [:]
        var decisions: [String: Set<Answered>] = [:]
        var problems: [String] = []
        var cutOff: [String] = []
        var unanswered = 0
        var unavailable = 0
        var longestCall = Duration.zero
    }

    /// A decision as it was answered.
    struct Answered: Hashable, Sendable {
        let decisionID: String?
        let outcome: String
        let moderator: String
    }

    private let state = Mutex(State())

    /// The claims under which each post was handed out.
    var claims: [String: Set<String>] { state.withLock { $0.claims } }

    /// The decisions that were answered for each post.
    var decisions: [String: Set<Answered>] { state.withLock { $0.decisions } }

    /// What nobody should have been told.
    var problems: [String] { state.withLock { $0.problems } }

    /// Calls that were answered 503.
    var unavailable: Int { state.withLock { $0.unavailable } }

    /// Answers that ended before their end.
    var cutOff: [String] { state.withLock { $0.cutOff } }

    /// Calls whose connection ended without a byte of an answer, or was never made.
    var unanswered: Int { state.withLock { $0.unanswered } }

    var longestCall: Duration { state.withLock { $0.longestCall } }

    func handedOut(_ item: HeldItem) {
        state.withLock { _ = $0.claims[item.post, default: []].insert(item.claim) }
    }

    func decided(_ post: String, _ answered: Answered) {
        state.withLock { _ = $0.decisions[post, default: []].insert(answered) }
    }

    func problem(_ text: String) {
        state.withLock { $0.problems.append(text) }
    }

    func sawUnavailable() {
        state.withLock { $0.unavailable += 1 }
    }

    func failed(_ error: any Error) {
        // The probe says how much there was of the answer.
        let hadBegun = error is HTTPFailure && !"\(error)".hasPrefix("closed after 0 bytes of a header")
        state.withLock { state in
            if hadBegun { state.cutOff.append("\(error)") } else { state.unanswered += 1 }
        }
    }

    func took(_ time: Duration) {
        state.withLock { $0.longestCall = max($0.longestCall, time) }
    }
}
