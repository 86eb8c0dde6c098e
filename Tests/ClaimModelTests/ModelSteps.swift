import Moderation

/// Makes steps that meet each other often: few posts, few moderators, three queues; and looks at what the reference holds,
/// so that most calls are allowed.
struct ModelSteps {
    static let queues: [QueueName] = [.default, QueueName(stored: "images"), .escalated]
    static let moderators = ["ann", "ben", "cyn", "dan"].map { ModeratorName(stored: $0) }

    var random: SeededGenerator
    private let settings: ClientSettings
    let posts: [PostID]
    /// Whether items mostly stay, so that much happens to each of them.
    private let keepsItems: Bool
    let keepsRounds: Bool
    var made = 0
    private var leases = 0

    init(_ random: SeededGenerator, _ settings: ClientSettings) {
        var random = random
        posts = (0..<[1, 3, 6, 10][Int(random.next() % 4)]).map { PostID(stored: "p\($0)") }
        keepsItems = random.next() % 3 == 0
        keepsRounds = random.next() % 3 == 0
        self.random = random
        self.settings = settings
    }

    mutating func next(_ reference: ReferenceSide) -> ModelStep {
        made += 1
        let view = ModelView(reference)
        switch number(below: 1_000) {
        case 0..<60: return .letPass(ModelTime.unit * [1, 1, 2, 3][number(below: 4)])
        case 60: return .loseData
        case 61..<64: return .flushScripts
        case 64..<180: return atOnce(view)
        default: return .call(call(view), server: number(below: 4) == 0 ? 1 : 0)
        }
    }

    private mutating func call(_ view: ModelView) -> ModelCall {
        switch number(below: 100) {
        case 0..<4: .queues
        case 4..<7: .stats
        case 7..<9: .results(limit: 1 + number(below: 5))
        case 9..<28: .publish(items(view), permit(view))
        default: raceable(view)
        }
    }

    /// What has its effect in one script, and so happens before or after any other.
    private mutating func raceable(_ view: ModelView) -> ModelCall {
        let queue = queue()
        let (post, moderator) = holding(view)
        switch number(below: 82) {
        case 0..<22: return .claim(pick(Self.moderators), limit: 1 + number(below: settings.maxClaims), queue)
        case 22..<24: return .unclaim(post, claim: claim(of: post, view))
        case 24..<34: return .begin(post, by: moderator, naming(post, view))
        case 34..<42: return .extend(post, by: moderator, naming(post, view))
        case 42..<50:
            let anyones = number(below: 4) == 0
            return .release(post, by: anyones ? pick(Self.moderators) : moderator, naming(post, view), anyones: anyones)
        case 50..<52: return .escalate(post, by: moderator, naming(post, view))
        case 52: return resuming(view) ?? .look(post)
        case 53..<62: return ending(post, moderator, view)
        case 62..<65:
            let post = number(below: 5) == 0 ? post : view.deciding.randomElement(using: &random) ?? post
            let token = number(below: 4) > 0 ? view.tokens[post] : nil
            return .reopen(post, token: token ?? claim(of: post, view))
        case 65..<70: return .expire(queue)
        case 70: return .overstayed(queue, afterADay: number(below: 3) == 0)
        case 71..<75:
            return view.hasLease || number(below: 4) == 0 ? .shelve(named(view, in: queue), queue) : newLease()
        case 75: return .window(queue, tail: number(below: 4))
        case 76: return .look(post)
        case 77: return .rounds([post, pick(posts)])
        case 78..<81: return newLease()
        default: return .endLease(number(below: 4) == 0 ? "another" : view.lease)
        }
    }

    private mutating func ending(_ post: PostID, _ moderator: ModeratorName, _ view: ModelView) -> ModelCall {
        if keepsItems, number(below: 60) > 0 { return .look(post) }
        guard number(below: 4) > 0 else { return .withdraw(post, upTo: nearRound(of: post, view)) }
        let post = number(below: 3) == 0 ? post : view.deciding.randomElement(using: &random) ?? post
        let isLate = number(below: 5) == 0
        return .acknowledge(post, round: nearRound(of: post, view), by: moderator, inEarlierEpoch: isLate)
    }

    private mutating func newLease() -> ModelCall {
        // The same name is refused when its lease lapsed.
        if number(below: 4) > 0 { leases += 1 }
        return .holdLease("publisher-\(leases)")
    }

    private mutating func permit(_ view: ModelView) -> ModelCall.Permit {
        switch number(below: 20) {
        case 0: .lapsed
        case 1: .othersLease
        case 2: .lease
        default: view.hasLease && number(below: 2) == 0 ? .lease : .new
        }
    }

    // MARK: - Two callers at once

    private mutating func atOnce(_ view: ModelView) -> ModelStep {
        let queue = queue()
        let first = number(below: 5) == 0 ? publishing(view, in: queue) : raceable(view)
        var second = raceable(view)
        if !first.isPublishing, !first.moves, number(below: 5) == 0 { second = publishing(view, in: queue) }
        if first.isPublishing {
            if number(below: 5) == 0 { second = publishing(view, in: queue) }
            while second.moves { second = raceable(view) }
        }
        return .both(first, second)
    }

    /// A new version takes several steps if the older one is in another queue, and something else can come between them.
    /// So what is published here is in no other queue, and nothing moves it at the same time.
    private mutating func publishing(_ view: ModelView, in queue: QueueName) -> ModelCall {
        let free = posts.filter { view.queues[$0] == nil || view.queues[$0] == queue }
        guard let post = free.randomElement(using: &random) else { return .queues }
        made += 1
        return .publish([item(post, view, in: queue, pick(Priority.allCases), due: due())], permit(view))
    }
}

extension ModelCall {
    fileprivate var isPublishing: Bool {
        if case .publish = self { true } else { false }
    }

    /// Whether it can move an item into another queue.
    fileprivate var moves: Bool {
        switch self {
        case .expire, .release, .escalate: true
        default: false
        }
    }
}
