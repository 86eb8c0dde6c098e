import Moderation

/// Makes random steps on one store and writes down what it answers, without what differs between two sound stores:
/// instants, epochs, and the numbers behind generations.
struct RandomRun {
    let store: StoreUnderTest
    private var lease = "none"
    /// The epoch when the run began; later ones are counted from it.
    private let firstEpoch: Int64
    private var anchor: Int64?
    /// The number of the newest claim that was made.
    private(set) var newestClaim: Int64 = 0

    init(on store: StoreUnderTest) async throws {
        self.store = store
        firstEpoch = try await store.store.epoch(of: store.client)
    }

    /// Claims count up from 1 in each epoch; epochs stand a million apart.
    private func number(_ generation: Generation) -> Int64 {
        let epoch = generation.number >> 32
        return (epoch - firstEpoch) * 1_000_000 + (generation.number & 0xFFFF_FFFF)
    }

    private func generation(_ number: Int64) -> Generation {
        Generation(Generation.floor(ofEpoch: firstEpoch + number / 1_000_000).number + number % 1_000_000)
    }

    mutating func make(_ step: RandomStep) async throws -> String {
        anchor = try await store.hold(since: anchor)
        let claims = store.store
        switch step {
        case .publish(let items, let underLease):
            let permit: PublishingPermit? = underLease ? .publisher(name: lease) : nil
            return try await store.publish(items, permit: permit).map(\.rawValue).joined(separator: " ")
        case .claim(let moderator, let limit, let queue, let server):
            let set = try await store.claim(moderator, limit, from: queue, on: server)
            newestClaim = set.items.map { number($0.claim.generation) }.reduce(newestClaim, max)
            return describe(set)
        case .unclaim(let post, let claim):
            try await store.unclaim(post, generation(claim))
            return try await describe(store.look(post))
        case .begin(let post, let moderator, let naming, let server):
            return describe(try await store.begin(post, by: moderator, naming: named(naming), on: server))
        case .extend(let post, let moderator, let naming, let server):
            return describe(try await store.extend(post, by: moderator, naming: named(naming), on: server))
        case .release(let post, let moderator, let naming, let anyones):
            return describe(try await store.release(post, by: moderator, naming: named(naming), anyones: anyones))
        case .escalate(let post, let moderator, let naming):
            return describe(try await store.escalate(post, by: moderator, naming: named(naming)))
        case .window(let queue):
            let window = try await store.bounded.window(of: queue, for: store.client, tail: 1)
            return "\(window.itemsOfClient) \(window.waiting) \(window.claimed)"
        case .acknowledge(let post, let round, let moderator):
            // What no store was asked to hold back was decided in no epoch of its own.
            try await store.acknowledge(post, round: round, by: moderator)
            return "\(try await store.results()) results"
        case .reopen(let post, let claim):
            try await store.reopen(post, generation(claim))
            return try await describe(store.look(post))
        case .withdraw(let post, let round):
            try await store.withdraw(post, upTo: round)
            return try await describe(store.look(post))
        case .expire(let queue):
            let (ended, overdue) = try await claims.expire(queue, of: store.client)
            let late = overdue.map { "\($0.post)/\($0.round) \(number($0.generation)) \($0.leaseIsOver)" }
            return "ended \(describe(ended)) overdue \(late.sorted())"
        case .look(let post): return try await describe(store.look(post))
        case .holdLease(let name):
            let isHeld = try await claims.holdPublisherLease(name, for: store.client)
            if isHeld { lease = name }
            return "\(isHeld)"
        case .endLease(let name):
            try await claims.endPublisherLease(name, for: store.client)
            return "ended"
        case .letPass(let time):
            try await store.letPass(time)
            return "later"
        case .loseData:
            try await store.loseData()
            let epoch = try await claims.epoch(of: store.client)
            return "epoch \(epoch - firstEpoch)"
        }
    }

    private func named(_ naming: RandomStep.Naming) -> NamedClaim {
        switch naming {
        case .none: .any
        case .unknown: .unknown
        case .claim(let number): .generation(generation(number))
        }
    }

    private func describe(_ set: WorkingSet) -> String {
        let items = set.items.map {
            "\($0.item.post)/\($0.item.round) \($0.item.priority) \($0.item.dueAt.milliseconds) x\($0.deliveries) "
                + "\(number($0.claim.generation)) \($0.isNew ? "new" : "held") \($0.item.payload.content)"
        }
        let queue = set.queue
        return "\(items) ready \(queue.ready) claimed \(queue.claimed) elsewhere \(queue.heldElsewhere) "
            + "released \(queue.releasedByCaller) "
            + "next \(queue.nextExpiryAt.map { seconds($0, from: set.now) } ?? "none") ended \(describe(set.ended))"
    }

    /// To the ten seconds: two runs don't take the same time.
    private func seconds(_ instant: Timestamp, from now: Timestamp) -> String {
        "in \(Int((Double(instant.milliseconds - now.milliseconds) / 10_000).rounded())) tens of seconds"
    }

    private func describe(_ ended: [EndedClaim]) -> [String] {
        ended.map { "\($0.post)/\($0.round) \($0.moderator) \(number($0.generation)) \($0.isEscalated)" }.sorted()
    }

    private func describe(_ start: DecisionStart) -> String {
        switch start {
        case .deciding(let round, let generation, let epoch):
            "deciding round \(round) claim \(number(generation)) epoch \(epoch - firstEpoch)"
        case .absent: "absent"
        case .claimLost(let holder): "lost to \(holder?.moderator.description ?? "nobody")"
        case .superseded(let round, _): "superseded by round \(round)"
        case .notClaimed(let holder): "not claimed, held by \(holder?.moderator.description ?? "nobody")"
        }
    }

    private func describe(_ answer: ClaimAnswer) -> String {
        switch answer {
        case .done(let held): "done \(describe(held))"
        case .maxHoldReached(let held): "held for long enough \(describe(held))"
        case .absent: "absent"
        case .deciding(let round): "deciding round \(round)"
        case .superseded(let round, _): "superseded by round \(round)"
        case .claimLost(let holder): "lost to \(holder?.moderator.description ?? "nobody")"
        case .notClaimed(let holder): "not claimed, held by \(holder?.moderator.description ?? "nobody")"
        }
    }

    private func describe(_ held: HeldItem) -> String {
        "\(held.post)/\(held.round) in \(held.queue) by \(held.claim.moderator) \(number(held.claim.generation)) "
            + "until \(seconds(held.claim.expiresAt, from: held.now)) since \(seconds(held.claim.claimedAt, from: held.now))"
    }

    private func describe(_ look: ItemLook?) -> String {
        guard let look else { return "absent" }
        let claim = look.claim.map { "\($0.moderator) \(number($0.generation))" } ?? "nobody"
        return "round \(look.round) in \(look.queue) x\(look.deliveries) held by \(claim)"
    }
}
