import Moderation

/// One call on a claim store, with all that it needs, so that it can be made on several.
///
/// Claims are named by their numbers (`ModelNumbers`), and whose lease it is by the caller, so that a call means the same
/// on each side.
enum ModelCall: Sendable {
    case publish([QueuedItem], Permit)
    case claim(ModeratorName, limit: Int, QueueName)
    case unclaim(PostID, claim: Int64)
    case begin(PostID, by: ModeratorName, Naming)
    case extend(PostID, by: ModeratorName, Naming)
    case release(PostID, by: ModeratorName, Naming, anyones: Bool)
    case escalate(PostID, by: ModeratorName, Naming)
    case acknowledge(PostID, round: Int, by: ModeratorName, inEarlierEpoch: Bool)
    case resume(PostID, by: ModeratorName, claim: Int64, round: Int)
    case reopen(PostID, token: Int64)
    case withdraw(PostID, upTo: Int)
    case expire(QueueName)
    /// How long an item stays in Redis is counted by the ids of its stream, which are real time and can't be moved: so it
    /// is nothing, and all that waits has overstayed, or a day, and none has.
    case overstayed(QueueName, afterADay: Bool)
    case shelve([LineItem], QueueName)
    case window(QueueName, tail: Int)
    case look(PostID)
    case rounds([PostID])
    case queues
    case stats
    case results(limit: Int)
    case holdLease(String)
    case endLease(String)

    enum Permit {
        case new, lapsed, lease, othersLease
    }

    enum Naming {
        case none, unknown
        case claim(Int64)
    }
}

extension ModelCall: CustomStringConvertible {
    var description: String {
        switch self {
        case .publish(let items, let permit):
            let list = items.map {
                "\($0.post)/\($0.round) in \($0.queue) \($0.priority) due \($0.dueAt.milliseconds)"
            }
            return "publish \(list.joined(separator: ", ")) by the permit \(permit)"
        case .claim(let moderator, let limit, let queue): return "claim \(limit) of \(queue) by \(moderator)"
        case .unclaim(let post, let claim): return "unclaim \(post) of claim \(claim)"
        case .begin(let post, let moderator, let naming): return "begin \(post) by \(moderator) naming \(naming)"
        case .extend(let post, let moderator, let naming): return "extend \(post) by \(moderator) naming \(naming)"
        case .release(let post, let moderator, let naming, let anyones):
            return "release \(post) by \(moderator) naming \(naming)\(anyones ? ", anyone's" : "")"
        case .escalate(let post, let moderator, let naming):
            return "escalate \(post) by \(moderator) naming \(naming)"
        case .acknowledge(let post, let round, let moderator, let inEarlierEpoch):
            return "acknowledge \(post)/\(round) by \(moderator)\(inEarlierEpoch ? " of an earlier epoch" : "")"
        case .resume(let post, let moderator, let claim, let round):
            return "resume \(post)/\(round) by \(moderator) under claim \(claim)"
        case .reopen(let post, let token): return "reopen \(post) of token \(token)"
        case .withdraw(let post, let round): return "withdraw \(post) up to \(round)"
        case .expire(let queue): return "expire \(queue)"
        case .overstayed(let queue, let afterADay): return "overstayed in \(queue)\(afterADay ? " for a day" : "")"
        case .shelve(let items, let queue):
            return "shelve \(items.map { "\($0.post)/\($0.round)" }.joined(separator: ", ")) of \(queue)"
        case .window(let queue, let tail): return "window of \(queue), the last \(tail)"
        case .look(let post): return "look at \(post)"
        case .rounds(let posts): return "rounds of \(posts)"
        case .queues: return "queues"
        case .stats: return "stats"
        case .results(let limit): return "the next \(limit) results"
        case .holdLease(let name): return "hold the lease as \(name)"
        case .endLease(let name): return "end the lease of \(name)"
        }
    }
}
