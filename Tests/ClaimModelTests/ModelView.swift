import Moderation

/// What steps are chosen by: the state that the reference is in.
struct ModelView {
    /// Claims, and those that expired and that nobody followed.
    private(set) var held: [(post: PostID, moderator: ModeratorName, claim: Int64)] = []
    private(set) var replaced: [(PostID, ModeratorName)] = []
    private(set) var deciding: [PostID] = []
    private(set) var tokens: [PostID: Int64] = [:]
    private(set) var queues: [PostID: QueueName] = [:]
    private(set) var rounds: [PostID: Int] = [:]
    /// Rounds of what was taken out of line.
    let shelf: [PostID: Int]
    let lastClaims: [PostID: ModelClaim]
    let lostClaims: [PostID: ModelClaim]
    let lease: String
    let hasLease: Bool
    let newestClaim: Int64
    /// Whether several items in one call can't meet the limit.
    let hasRoomForAll: Bool

    init(_ reference: ReferenceSide) {
        let (queue, now) = reference.held
        let caller = reference.caller
        hasLease = queue.publisher(at: now)?.name == caller.lease
        shelf = caller.shelf.mapValues(\.round)
        lastClaims = caller.lastClaims
        lostClaims = caller.lostClaims
        lease = caller.lease
        newestClaim = caller.newestClaim
        hasRoomForAll = caller.client.settings.maxQueued >= 10
        for known in queue.items {
            let post = known.item.post
            queues[post] = known.queue
            rounds[post] = known.item.round
            if known.settleAt != nil { deciding.append(post) }
            tokens[post] = (known.token ?? known.claim?.generation).map(caller.numbers.number)
            replaced += known.story.replaced.map { (post, $0.claim.moderator) }
            let last = known.story.past.last.flatMap { $0.end == .expired ? $0.claim : nil }
            if let claim = known.claim ?? last {
                held.append((post, claim.moderator, caller.numbers.number(claim.generation)))
            }
        }
    }
}
