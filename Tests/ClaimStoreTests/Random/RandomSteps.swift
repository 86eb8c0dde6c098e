import Moderation

/// Makes steps that meet each other often: few posts, few moderators, two queues.
struct RandomSteps {
    private var random: SeededGenerator
    private var due: Int64 = 0
    private var newestClaim: Int64 = 0
    private var leases = 0
    private let queues: [QueueName] = [.default, .escalated]
    private let moderators = ["ann", "ben", "cyn"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// - Parameter newest: the number of the newest claim.
    mutating func next(after newest: Int64) throws -> RandomStep {
        newestClaim = newest
        let post = "p\(Int.random(in: 0..<12, using: &random))"
        let moderator = moderators[Int.random(in: 0..<moderators.count, using: &random)]
        let queue = queues[Int.random(in: 0..<5, using: &random) == 0 ? 1 : 0]
        let server = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18: return .publish(try items(), underLease: Int.random(in: 0..<3, using: &random) == 0)
        case 18..<40:
            return .claim(moderator, limit: Int.random(in: 1...4, using: &random), queue: queue, server: server)
        case 40..<42: return .unclaim(post, claim: recentClaim())
        case 42..<52: return .begin(post, by: moderator, naming: naming(), server: server)
        case 52..<56: return .extend(post, by: moderator, naming: naming(), server: server)
        case 56..<62:
            let anyones = Int.random(in: 0..<4, using: &random) == 0
            return .release(post, by: moderator, naming: naming(), anyones: anyones)
        case 62..<64: return .escalate(post, by: moderator, naming: naming())
        case 64..<72: return .acknowledge(post, round: round(), by: moderator)
        case 72..<76: return .reopen(post, claim: recentClaim())
        case 76..<80: return .withdraw(post, upTo: round())
        case 80..<85: return .expire(queue)
        case 85..<87: return .look(post)
        case 87..<89: return .window(queue)
        case 89..<92:
            leases += Int.random(in: 0...1, using: &random)
            return .holdLease("publisher-\(leases)")
        case 92..<93: return .endLease("publisher-\(leases)")
        case 93..<99:
            // Together with the lease no end comes within five seconds of a step, however slow the machine is.
            return .letPass([Duration.seconds(20), .seconds(40), .seconds(160)][Int.random(in: 0..<3, using: &random)])
        default: return Int.random(in: 0..<4, using: &random) == 0 ? .loseData : .look(post)
        }
    }

    private mutating func round() -> Int { [1, 1, 1, 2, 2, 3][Int.random(in: 0..<6, using: &random)] }

    private mutating func naming() -> RandomStep.Naming {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6: .none
        case 6: .unknown
        default: .claim(recentClaim())
        }
    }

    private mutating func recentClaim() -> Int64 { max(0, newestClaim - Int64.random(in: 0..<8, using: &random)) }

    /// Items of one queue and priority where they are due at once, since only these have an order then.
    private mutating func items() throws -> [QueuedItem] {
        let queue = queues[Int.random(in: 0..<5, using: &random) == 0 ? 1 : 0]
        var priority = Priority.allCases[Int.random(in: 0..<4, using: &random)]
        let isOneDue = Int.random(in: 0..<3, using: &random) == 0
        due += 1
        let posts = Array(0..<12).shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        return try posts.map { post in
            if !isOneDue {
                due += 1
                priority = Priority.allCases[Int.random(in: 0..<4, using: &random)]
            }
            // Some come late: due before what is in line.
            let early = isOneDue ? 0 : Int64.random(in: 0..<3, using: &random) * 5_000_000
            return try item(
                "p\(post)",
                due: due * 10 - early,
                round: round(),
                queue: queue,
                priority: priority
            )
        }
    }
}
