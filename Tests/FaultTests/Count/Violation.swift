/// A promise that was not kept.
struct Violation: Sendable, Hashable, CustomStringConvertible {
    enum Kind: String, Sendable, CaseIterable {
        /// An item that was acknowledged is not there, or is not decided in the end.
        case lost
        /// A round has two decisions, in MongoDB or in answers.
        case doubleDecision = "double decision"
        /// A decision was answered that MongoDB does not hold.
        case forgottenDecision = "forgotten decision"
        /// A round was handed out by a call that was sent after its decision had been answered.
        case decidedHandedOut = "decided item handed out"
        /// Two claims on one round were live at one instant.
        case overlap = "overlapping claims"
        /// Two claims have the same generation.
        case generationTwice = "generation given out twice"
        case resultMissing = "result missing"
        case resultTwice = "result published twice"
        /// A result that says something else than the decision.
        case resultDiffers = "result differs"
        /// Something is left of a client whose items are all decided.
        case leftover
        case unexpectedAnswer = "unexpected answer"
        /// A fault was over, and calls did not succeed again.
        case noRecovery = "no recovery"
        /// A fault could not be made: nothing is known of what it would have done.
        case noFault = "fault did not happen"
        /// A server ended that nobody had killed.
        case serverDied = "server died"
    }

    let kind: Kind
    /// Whose item it is about; empty where it is about none.
    let post: String
    let text: String

    var description: String { "\(kind.rawValue): \(post.isEmpty ? "" : post + ": ")\(text)" }
}
