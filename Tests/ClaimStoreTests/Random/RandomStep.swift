import Moderation

/// One call on a store, with all that it needs, so that it can be made on several.
enum RandomStep: CustomStringConvertible {
    case publish([QueuedItem], underLease: Bool)
    case claim(String, limit: Int, queue: QueueName, server: Int)
    case unclaim(String, claim: Int64)
    /// The claim is named by how many claims of the client were made before it; none where nil.
    case begin(String, by: String, naming: Naming, server: Int)
    case extend(String, by: String, naming: Naming, server: Int)
    case release(String, by: String, naming: Naming, anyones: Bool)
    case escalate(String, by: String, naming: Naming)
    case window(QueueName)
    case acknowledge(String, round: Int, by: String)
    case reopen(String, claim: Int64)
    case withdraw(String, upTo: Int)
    case expire(QueueName)
    case look(String)
    case holdLease(String)
    case endLease(String)
    case letPass(Duration)
    case loseData

    enum Naming {
        case none, unknown
        case claim(Int64)
    }

    var description: String {
        switch self {
        case .publish(let items, let underLease):
            let list = items.map { "\($0.post)/\($0.round) in \($0.queue) \($0.priority) due \($0.dueAt.milliseconds)" }
            return "publish \(list) \(underLease ? "under the lease" : "as new")"
        case .claim(let moderator, let limit, let queue, let server):
            return "claim \(limit) of \(queue) by \(moderator) on \(server)"
        case .unclaim(let post, let claim): return "undo claim \(claim) of \(post)"
        case .begin(let post, let moderator, let naming, let server):
            return "begin \(post) by \(moderator) naming \(naming) on \(server)"
        case .extend(let post, let moderator, let naming, let server):
            return "extend \(post) by \(moderator) naming \(naming) on \(server)"
        case .release(let post, let moderator, let naming, let anyones):
            return "release \(post) by \(moderator) naming \(naming)\(anyones ? ", anyone's" : "")"
        case .escalate(let post, let moderator, let naming):
            return "escalate \(post) by \(moderator) naming \(naming)"
        case .window(let queue): return "window of \(queue)"
        case .acknowledge(let post, let round, let moderator): return "acknowledge \(post)/\(round) by \(moderator)"
        case .reopen(let post, let claim): return "reopen \(post) of claim \(claim)"
        case .withdraw(let post, let round): return "withdraw \(post) up to \(round)"
        case .expire(let queue): return "expire \(queue)"
        case .look(let post): return "look at \(post)"
        case .holdLease(let name): return "hold the lease as \(name)"
        case .endLease(let name): return "end the lease of \(name)"
        case .letPass(let time): return "let pass \(time)"
        case .loseData: return "lose all data"
        }
    }
}
