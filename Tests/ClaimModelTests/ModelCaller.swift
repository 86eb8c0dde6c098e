import Moderation

/// Makes calls on the servers of one side.
///
/// To call and to remember the answer are two things, because two callers at once know the same.
struct ModelCaller: Sendable {
    let servers: [any ClaimStore & BoundedLine]
    let client: Client
    let numbers: ModelNumbers
    /// In which epoch the store is.
    private(set) var epoch: Int64
    private(set) var newestClaim: Int64 = 0
    /// The last claim on each post, in whatever epoch.
    private(set) var lastClaims: [PostID: ModelClaim] = [:]
    /// The same as it was before the last loss of data.
    private(set) var lostClaims: [PostID: ModelClaim] = [:]
    private(set) var lease = "none"
    /// What was taken out of line and may come back.
    var shelf: [PostID: ShelvedItem] = [:]
    private var cursor = ""

    init(servers: [any ClaimStore & BoundedLine], client: Client) async throws {
        self.servers = servers
        self.client = client
        epoch = try await servers[0].epoch(of: client)
        numbers = ModelNumbers(firstEpoch: epoch)
    }

    /// The same caller of other servers.
    init(_ other: ModelCaller, servers: [any ClaimStore & BoundedLine]) {
        self.servers = servers
        client = other.client
        numbers = other.numbers
        epoch = other.epoch
        newestClaim = other.newestClaim
        lastClaims = other.lastClaims
        lostClaims = other.lostClaims
        lease = other.lease
        shelf = other.shelf
        cursor = other.cursor
    }

    /// Finds that the store has lost its data.
    mutating func noticeLoss() async throws {
        epoch = try await servers[0].epoch(of: client)
        lostClaims = lastClaims
    }

    mutating func remember(_ answer: ModelAnswer) {
        for (post, claim) in answer.claims {
            newestClaim = max(newestClaim, claim.number)
            lastClaims[post] = claim
        }
        lease = answer.lease ?? lease
        for item in answer.shelved { shelf[item.post] = item }
        for post in answer.published { shelf[post] = nil }
        cursor = answer.cursor ?? cursor
    }

    func answer(_ call: ModelCall, on server: Int) async throws -> ModelAnswer {
        let store = servers[server]
        switch call {
        case .publish(let items, let permit): return try await publish(items, permit, on: store)
        case .claim(let moderator, let limit, let queue):
            let request = ClaimRequest(client: client, moderator: moderator, queue: queue, limit: limit)
            let set = try await store.claim(request)
            var answer = ModelAnswer(describe(set))
            for shown in set.items where shown.isNew {
                let number = numbers.number(shown.claim.generation)
                answer.claims[shown.item.post] = ModelClaim(
                    number: number,
                    moderator: moderator,
                    round: shown.item.round
                )
            }
            return answer
        case .unclaim(let post, let claim):
            try await store.unclaim(post, generation: numbers.generation(claim), for: client)
        case .begin(let post, let moderator, let naming):
            let start = try await store.beginDecision(on: post, by: moderator, naming: named(naming), for: client)
            return ModelAnswer(describe(start))
        case .extend(let post, let moderator, let naming):
            let answer = try await store.extend(post, by: moderator, naming: named(naming), for: client)
            return ModelAnswer(describe(answer))
        case .release(let post, let moderator, let naming, let anyones):
            let named = named(naming)
            let answer = try await store.release(post, by: moderator, naming: named, anyones: anyones, for: client)
            return ModelAnswer(describe(answer))
        case .escalate(let post, let moderator, let naming):
            let answer = try await store.escalate(post, by: moderator, naming: named(naming), for: client)
            return ModelAnswer(describe(answer))
        case .acknowledge(let post, let round, let moderator, let inEarlierEpoch):
            let decision = decision(on: post, round: round, by: moderator)
            let stored = StoredDecision(decision: decision, epoch: inEarlierEpoch ? epoch - 1 : epoch)
            try await store.acknowledge(stored, for: client)
        case .resume(let post, let moderator, let claim, let round):
            let lost = LostClaim(generation: numbers.generation(claim), round: round)
            let start = try await store.resumeDecision(on: post, by: moderator, under: lost, for: client)
            return ModelAnswer(describe(start))
        case .reopen(let post, let token):
            try await store.reopen(post, token: numbers.generation(token), for: client)
        case .withdraw(let post, let round): try await store.withdraw(post, upTo: round, for: client)
        case .expire(let queue):
            let (ended, overdue) = try await store.expire(queue, of: client)
            return ModelAnswer(describe(ended) + describe(overdue))
        case .overstayed(let queue, let afterADay):
            var client = client
            client.settings.itemTTL = afterADay ? .seconds(86_400) : .zero
            let items = try await store.overstayed(in: queue, of: client, limit: 1_000)
            return ModelAnswer("\(items.map { "\($0.post)/\($0.round)" }.sorted())")
        case .shelve(let items, let queue):
            let named = items.map { (post: $0.post, round: $0.round) }
            let shelved = try await store.shelve(named, from: queue, of: client, publisher: lease)
            var answer = ModelAnswer(describe(shelved))
            answer.shelved = shelved ?? []
            return answer
        case .window(let queue, let tail):
            return ModelAnswer(describe(try await store.window(of: queue, for: client, tail: tail)))
        case .look(let post): return ModelAnswer(describe(try await store.look(at: post, for: client)))
        case .rounds(let posts):
            let rounds = try await store.rounds(of: posts, for: client)
            return ModelAnswer("\(rounds.map { "\($0.key)/\($0.value)" }.sorted())")
        case .queues:
            return ModelAnswer("\(try await store.queues(of: client).map(\.description).sorted())")
        case .stats: return ModelAnswer(describe(try await store.stats(of: client)))
        case .results(let limit):
            let (decisions, next) = try await store.results(of: client, after: cursor, limit: limit)
            var answer = ModelAnswer("\(decisions)")
            answer.cursor = next
            return answer
        case .holdLease(let name):
            let isHeld = try await store.holdPublisherLease(name, for: client)
            var answer = ModelAnswer("\(isHeld)")
            if isHeld { answer.lease = name }
            return answer
        case .endLease(let name): try await store.endPublisherLease(name, for: client)
        }
        return ModelAnswer("done")
    }

    private func publish(
        _ items: [QueuedItem],
        _ permit: ModelCall.Permit,
        on store: any ClaimStore
    ) async throws -> ModelAnswer {
        let packed = items.map { item in
            shelf[item.post].flatMap { $0.round == item.round ? item.carrying($0.carried) : nil } ?? item
        }
        let permit: PublishingPermit =
            switch permit {
            // Lua keeps whole numbers up to 2^53.
            case .new: .new(until: Timestamp(milliseconds: 1 << 52))
            case .lapsed: .new(until: Timestamp(milliseconds: 0))
            case .lease: .publisher(name: lease)
            case .othersLease: .publisher(name: "another")
            }
        let answers = try await store.publish(packed, for: client, permit: permit)
        var answer = ModelAnswer(answers.map(\.rawValue).joined(separator: " "))
        answer.published = zip(items, answers).filter { $0.1 == .queued }.map(\.0.post)
        return answer
    }

    private func named(_ naming: ModelCall.Naming) -> NamedClaim {
        switch naming {
        case .none: .any
        case .unknown: .unknown
        case .claim(let number): .generation(numbers.generation(number))
        }
    }

    private func decision(on post: PostID, round: Int, by moderator: ModeratorName) -> Decision {
        Decision(
            id: "d-\(post)-\(round)",
            post: post,
            round: round,
            outcome: .approved,
            moderator: moderator,
            claimID: "c",
            decidedAt: Timestamp(milliseconds: 0),
            details: DecisionDetails()
        )
    }
}
