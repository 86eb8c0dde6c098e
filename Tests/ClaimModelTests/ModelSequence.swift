import ClaimFixtures
import Moderation
import RedisClient
import TestSupport

/// One sequence of random steps: answers and states of both sides must be equal after each of them, and at the end,
/// when everything is decided or withdrawn, nothing may be left.
struct ModelSequence {
    static let length = 500

    private let seed: UInt64
    private var steps: ModelSteps
    private var reference: ReferenceSide
    private var redis: RedisSide
    private var taken: [(step: ModelStep, answers: [String])] = []
    private(set) var operations = 0

    init(seed: UInt64, over connections: [RedisConnection]) async throws {
        var random = SeededGenerator(seed: seed)
        let settings = ClientSettings(&random)
        let client = Client(id: try ClientID(uniqueName("m")), settings: settings)
        self.seed = seed
        steps = ModelSteps(random, settings)
        reference = try await ReferenceSide(client)
        redis = try await RedisSide(client, over: connections)
    }

    /// By how much Redis's clock is ahead of the model's. Beyond `ModelTime.mostDrift` a difference means nothing.
    var drift: Duration { redis.drift }

    mutating func run() async throws {
        while operations < Self.length { try await take(steps.next(reference)) }
        try expect(none: await redis.keyState().violations, "Redis is not sound")
        try await end()
        try expect(none: await redis.keyState().leftovers, "something is left")
        try await redis.removeKeys()
    }

    // MARK: - Steps

    private mutating func take(_ step: ModelStep) async throws {
        operations += step.operations
        taken.append((step, []))
        do {
            switch step {
            case .call(let call, let server):
                let expected = try await reference.answer(call)
                taken[taken.count - 1].answers = [expected]
                let actual = try await redis.answer(call, on: server)
                try expect(expected, actual, "the answers differ")
            case .both(let first, let second):
                try await takeBoth(first, second)
                return
            case .letPass(let time):
                reference.letPass(time)
                try await redis.letPass(time)
            case .loseData:
                try await reference.loseData()
                try await redis.loseData()
            case .flushScripts: try await redis.flushScripts()
            }
            try expect(reference.state, await redis.state(), "the states differ")
        } catch let difference as ModelDifference {
            throw difference
        } catch {
            throw difference("a step failed", expected: "", actual: "\(error)")
        }
    }

    /// Answers and the state behind them must be those of one of the two orders; both sides go on in that one.
    private mutating func takeBoth(_ first: ModelCall, _ second: ModelCall) async throws {
        let one = try await reference.after(first, second)
        let other = try await reference.after(second, first)
        let got = try await redis.answers(first, second)
        let actual = try await got.map(\.text) + [redis.state()]
        let orders = [
            (side: one.side, answers: one.answers, got: got),
            (side: other.side, answers: Array(other.answers.reversed()), got: Array(got.reversed())),
        ]
        for order in orders where order.answers + [order.side.state] == actual {
            reference = order.side
            redis.remember(order.got)
            taken[taken.count - 1].answers = order.answers
            return
        }
        let expected = orders.map { ($0.answers + [$0.side.state]).joined(separator: "\n") }
        throw difference(
            "two callers at once got what they would get in neither order",
            expected: expected.joined(separator: "\nor:\n"),
            actual: actual.joined(separator: "\n")
        )
    }

    /// Ends all items, and the lease of a publisher, if there is one.
    private mutating func end() async throws {
        for known in reference.held.queue.items {
            let (post, round) = (known.item.post, known.item.round)
            let moderator = ModelSteps.moderators[0]
            let ending: ModelCall =
                steps.number(below: 2) == 0
                ? .withdraw(post, upTo: round)
                : .acknowledge(post, round: round, by: moderator, inEarlierEpoch: false)
            try await take(.call(ending, server: 0))
        }
        try await take(.letPass(ModelTime.unit))
        try await take(.call(.holdLease("the last"), server: 0))
        try await take(.call(.endLease("the last"), server: 0))
    }

    // MARK: - Comparing

    private func expect(_ expected: String, _ actual: String, _ what: String) throws {
        if expected != actual { throw difference(what, expected: expected, actual: actual) }
    }

    private func expect(none found: [String], _ what: String) throws {
        if !found.isEmpty { throw difference(what, expected: "", actual: found.joined(separator: "\n")) }
    }

    private func difference(_ what: String, expected: String, actual: String) -> ModelDifference {
        let first = max(0, taken.count - 25)
        let steps = taken[first...].enumerated().map { offset, taken in
            "\(first + offset) \(taken.step): \(taken.answers.joined(separator: "; and: "))"
        }
        return ModelDifference(what, seed: seed, expected: expected, actual: actual, steps: steps)
    }
}
