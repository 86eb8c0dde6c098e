import JSONText
import Moderation
import ModerationJSON

/// The reference, as one side of a sequence.
struct ReferenceSide: Sendable {
    private let claims: MemoryClaims
    private(set) var caller: ModelCaller

    init(_ client: Client, looksForResults: Bool = true) async throws {
        claims = MemoryClaims(looksForResults: looksForResults) { decision in
            var json = JSONWriter()
            json.decision(decision)
            return json.text
        }
        caller = try await ModelCaller(servers: [claims, claims], client: client)
    }

    private init(copying other: ReferenceSide) {
        claims = other.claims.copied()
        caller = ModelCaller(other.caller, servers: [claims, claims])
    }

    /// All that the reference holds of the client, and when that is.
    var held: (queue: MemoryQueue, now: Timestamp) { claims.state(of: caller.client) }

    mutating func answer(_ call: ModelCall) async throws -> String {
        let answer = try await caller.answer(call, on: 0)
        caller.remember(answer)
        return answer.text
    }

    /// What would come of two calls, the second made by a caller who doesn't know the first one's answer.
    func after(_ first: ModelCall, _ second: ModelCall) async throws -> (side: ReferenceSide, answers: [String]) {
        var side = ReferenceSide(copying: self)
        let answers = [try await side.caller.answer(first, on: 0), try await side.caller.answer(second, on: 1)]
        for answer in answers { side.caller.remember(answer) }
        return (side, answers.map(\.text))
    }

    func letPass(_ time: Duration) { claims.advance(by: time) }

    mutating func loseData() async throws {
        claims.loseData(of: caller.client.id)
        try await caller.noticeLoss()
    }

    /// As `ClientDump` writes it.
    var state: String {
        let (queue, now) = held
        return queue.text(numbers: caller.numbers, now: now)
    }
}
