import Lines
import Moderation

/// One sequence of random steps on a line: answers and states must be those of the reference after each of them; at the end
/// nothing may be left, and a line that is told the same by the log must be the same.
struct LineSequence {
    private let seed: UInt64
    private var steps: ModelSteps
    private var reference: ReferenceSide
    private var line: LineSide
    private var taken: [(step: ModelStep, answer: String)] = []
    private(set) var operations = 0

    init(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let settings = ClientSettings(&random)
        let client = Client(id: ClientID(stored: "m"), settings: settings)
        self.seed = seed
        steps = ModelSteps(random, settings)
        reference = try await ReferenceSide(client, looksForResults: false)
        line = try await LineSide(client)
    }

    mutating func run() async throws {
        while operations < ModelSequence.length { try await take(steps.next(reference)) }
        try await end()
        let image = line.line.image()
        guard image.items.isEmpty, image.settled.isEmpty, line.line.queues.isEmpty else {
            throw difference("something is left", expected: "", actual: "\(image)")
        }
        let replayed = try line.replayed()
        guard replayed.digest == line.line.digest, replayed.image() == image else {
            throw difference("the log tells another line", expected: "\(image)", actual: "\(replayed.image())")
        }
    }

    private mutating func take(_ step: ModelStep) async throws {
        operations += step.operations
        taken.append((step, ""))
        do {
            switch step {
            case .call(let call, _): try await make(call)
            case .both(let first, let second):
                try await make(first)
                try await make(second)
            case .letPass(let time):
                reference.letPass(time)
                line.letPass(time)
            case .loseData:
                try await reference.loseData()
                try await line.loseData()
            case .flushScripts: try line.reload()
            }
            try expect(reference.state, line.state, "the states differ")
        } catch let difference as ModelDifference {
            throw difference
        } catch {
            throw difference("a step failed", expected: "", actual: "\(error)")
        }
    }

    private mutating func make(_ call: ModelCall) async throws {
        let expected = try await reference.answer(call)
        taken[taken.count - 1].answer += expected
        try expect(expected, try await line.answer(call), "the answers differ")
    }

    /// Ends all items, and the lease of a publisher, if there is one.
    private mutating func end() async throws {
        for known in reference.held.queue.items {
            let (post, round) = (known.item.post, known.item.round)
            try await take(
                .call(
                    steps.number(below: 2) == 0
                        ? .withdraw(post, upTo: round)
                        : .acknowledge(post, round: round, by: ModelSteps.moderators[0], inEarlierEpoch: false),
                    server: 0
                )
            )
        }
        try await take(.letPass(ModelTime.unit))
        try await take(.call(.holdLease("the last"), server: 0))
        try await take(.call(.endLease("the last"), server: 0))
    }

    private func expect(_ expected: String, _ actual: String, _ what: String) throws {
        if expected != actual { throw difference(what, expected: expected, actual: actual) }
    }

    private func difference(_ what: String, expected: String, actual: String) -> ModelDifference {
        let first = max(0, taken.count - 25)
        let steps = taken[first...].enumerated().map { "\(first + $0) \($1.step): \($1.answer)" }
        return ModelDifference(what, on: "the line", seed: seed, expected: expected, actual: actual, steps: steps)
    }
}
