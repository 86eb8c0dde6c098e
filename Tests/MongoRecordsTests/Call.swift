import Moderation

/// A call to the records, and its answer as text without the times, which each of them takes from its own clock.
enum Call {
    case record(PostID, Verdict, version: String?, revision: Int64?)
    case load(PostID)
    case decide(PostID, round: Int, generation: Generation)
    case withdraw(PostID)
    case ended
    case markOut(PostID, round: Int)
    case fence(PostID, round: Int, generation: Generation)
    case markQueued([PostID], round: Int, epoch: Int64)
    case unqueued(epoch: Int64)
    case requeue([PostID], epoch: Int64)
    case raiseEpoch(from: Int64)

    static func random(_ random: inout some RandomNumberGenerator) -> Call {
        let posts = (1...4).map { PostID(stored: "p-\($0)") }
        let post = posts.randomElement(using: &random) ?? posts[0]
        let some = posts.filter { _ in Bool.random(using: &random) }
        let round = Int.random(in: 1...3, using: &random)
        let epoch = Int64.random(in: 1...3, using: &random)
        let generation = Generation(epoch << 32 + Int64.random(in: -2...2, using: &random))
        switch Int.random(in: 0..<13, using: &random) {
        case 0...2:
            let verdict = [Verdict.manualReview, .manualReview, .approved].randomElement(using: &random)
            let version = [nil, "v1", "v2"].randomElement(using: &random) ?? nil
            let revision = [nil, Int64.random(in: 1...9, using: &random)].randomElement(using: &random) ?? nil
            return .record(post, verdict ?? .manualReview, version: version, revision: revision)
        case 3: return .load(post)
        case 4: return .decide(post, round: round, generation: generation)
        case 5: return .fence(post, round: round, generation: generation)
        case 6: return .markQueued(some, round: round, epoch: epoch - 1)
        case 7: return .unqueued(epoch: epoch)
        case 8: return .requeue(some, epoch: epoch)
        case 9: return .withdraw(post)
        case 10: return .ended
        case 11: return .markOut(post, round: round)
        default: return .raiseEpoch(from: epoch)
        }
    }

    func answer(of records: any ItemRecords, for client: Client) async throws -> String {
        let id = client.id
        switch self {
        case .record(let post, let verdict, let version, let revision):
            let record = VerdictRecord(post: post, verdict: verdict, contentVersion: version, revision: revision)
            return try await records.record([record], for: client).map(Self.text).joined()
        case .load(let post):
            let record = try await records.load(post, of: id)
            return record.map(Self.text) ?? "none"
        case .decide(let post, let round, let generation):
            let write = DecisionWrite(
                id: "d",
                post: post,
                round: round,
                outcome: .rejected,
                moderator: ModeratorName(stored: "ann"),
                claimID: "c-\(generation.number)",
                generation: generation,
                epoch: 1,
                details: DecisionDetails()
            )
            return try await records.decide(write, for: id).map(Self.text) ?? "refused"
        case .withdraw(let post):
            switch try await records.withdraw(post, client: id) {
            case .absent: return "absent"
            case .withdrawn(let round): return "withdrawn \(round)"
            case .decided(let stored): return Self.text(stored)
            }
        case .ended:
            let ended = try await records.ended(olderThan: .zero, limit: 9, client: id)
            return ended.map { "\($0.post) \($0.round)" }.sorted().joined(separator: " ")
        case .markOut(let post, let round):
            await records.markOut(EndedRound(post: post, round: round), client: id)
            return ""
        case .fence(let post, let round, let generation):
            switch try await records.fence(post, round: round, above: generation, client: id) {
            case .fenced: return "fenced"
            case .over: return "over"
            case .decided(let stored): return Self.text(stored)
            }
        case .markQueued(let posts, let round, let epoch):
            if epoch > 0 {
                await records.markQueued(firstRounds(of: posts).mapValues { _ in round }, epoch: epoch, client: id)
            } else {
                await records.markLost(posts, client: id)
            }
            return ""
        case .unqueued(let epoch):
            // Those that are due at the same millisecond have no order.
            let strays = try await records.unqueued(before: epoch, olderThan: .zero, limit: 9, client: id)
            return strays.map(\.description).sorted().joined(separator: " ")
        case .requeue(let posts, let epoch):
            let items = try await records.requeue(posts, epoch: epoch, client: id)
            return items.map { "\($0.post) \($0.round)" }.sorted().joined(separator: " ")
        case .raiseEpoch(let epoch):
            return "\(try await records.raiseEpoch(of: Client(id: id), from: epoch)) \(try await records.epoch(of: id))"
        }
    }

    private static func text(_ record: ItemRecord) -> String {
        let log = record.log.map { "\($0.kind) \($0.round)" }
        let version = "\(record.contentVersion ?? "-") \(record.revision ?? -1)"
        return "\(record.status) \(record.verdict) \(record.item.round) \(version) "
            + "\(record.decisions.map(text)) \(log) \(record.withdrawnAt != nil)"
    }

    private static func text(_ answer: RecordAnswer) -> String {
        switch answer {
        case .stored(let status, let round, let item): "stored \(status) \(round) \(item?.round ?? 0)"
        case .duplicate(let status, let round, let isStale): "duplicate \(status) \(round) \(isStale)"
        }
    }

    private static func text(_ stored: StoredDecision) -> String {
        "\(stored.decision.post) \(stored.decision.round) \(stored.decision.outcome) \(stored.decision.claimID)"
    }
}
