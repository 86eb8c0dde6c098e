import Lines
import Moderation

/// A line with short words, by a clock that only moves when told.
struct TestLine {
    static let start = Timestamp(milliseconds: 1_763_632_800_000)

    var line = Line()
    var epoch: Int64 = 1
    var now = Self.start

    init(epoch: Int64 = 1) {
        self.epoch = epoch
        _ = apply(.open(adopting: []))
    }

    @discardableResult
    mutating func apply(_ command: LineCommand) -> LineReply { line.apply(command, epoch: epoch, at: now) }

    mutating func letPass(_ time: Duration) { now = now + time }

    @discardableResult
    mutating func publish(_ posts: String..., in queue: QueueName = .default, round: Int = 1) -> LineReply {
        publish(posts, in: queue, round: round)
    }

    @discardableResult
    mutating func publish(_ posts: [String], in queue: QueueName = .default, round: Int = 1) -> LineReply {
        let entries = posts.map { Self.entry($0, in: queue, round: round) }
        return apply(.publish(entries, permit: .new(until: Timestamp(milliseconds: .max)), most: 10_000))
    }

    @discardableResult
    mutating func claim(_ moderator: String, _ limit: Int = 1, from queue: QueueName = .default) -> [Claimed] {
        guard case .workingSet(let set) = apply(.claim(Self.asking(moderator, limit, from: queue))) else { return [] }
        return set.items.map { Claimed(post: $0.entry.post.description, generation: $0.claim.generation) }
    }

    @discardableResult
    mutating func release(_ post: String, by moderator: String, most: Int = 1_000) -> LineReply {
        let name = ModeratorName(stored: moderator)
        return apply(
            .release(PostID(stored: post), by: name, naming: .any, anyones: false, maxReleases: most)
        )
    }

    @discardableResult
    mutating func begin(_ post: String, by moderator: String) -> LineReply {
        apply(.beginDecision(PostID(stored: post), by: ModeratorName(stored: moderator), naming: .any))
    }

    @discardableResult
    mutating func acknowledge(_ post: String, round: Int = 1, storedIn: Int64? = nil) -> LineReply {
        apply(.acknowledge(PostID(stored: post), round: round, storedIn: storedIn ?? epoch))
    }

    /// The item as the line holds it.
    func item(_ post: String) -> StandingItem? {
        line.image().items.first { $0.post.description == post }
    }

    static func entry(
        _ post: String,
        in queue: QueueName = .default,
        round: Int = 1,
        story: Story? = nil
    ) -> LineEntry {
        LineEntry(
            post: PostID(stored: post),
            round: round,
            queue: queue,
            priority: .normal,
            queuedAt: start,
            dueAt: start,
            story: story
        )
    }

    static func asking(_ moderator: String, _ limit: Int = 1, from queue: QueueName = .default) -> LineClaim {
        LineClaim(
            queue: queue,
            moderator: ModeratorName(stored: moderator),
            limit: limit,
            lease: .seconds(300),
            maxClaims: 1_000,
            maxExpiries: 1_000
        )
    }

    struct Claimed: Equatable {
        let post: String
        let generation: Generation
    }
}
