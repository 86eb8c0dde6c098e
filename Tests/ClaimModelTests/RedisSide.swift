import ClaimFixtures
import Moderation
import RedisClaims
import RedisClient

/// The store on Redis as two servers, as one side of a sequence.
struct RedisSide: Sendable {
    private let connections: [RedisConnection]
    private(set) var caller: ModelCaller
    private let keys: ClientKeys
    /// When Redis's clock was last where the model's is.
    private var anchor = ContinuousClock.now

    init(_ client: Client, over connections: [RedisConnection]) async throws {
        self.connections = connections
        keys = ClientKeys(client.id.description)
        let records = EpochRecords()
        let servers = connections.map { RedisClaims(connection: $0, records: records) }
        caller = try await ModelCaller(servers: servers, client: client)
    }

    /// By how much Redis's clock is ahead of the model's.
    var drift: Duration { .now - anchor }

    mutating func answer(_ call: ModelCall, on server: Int) async throws -> String {
        try await holdTime()
        let answer = try await caller.answer(call, on: server)
        caller.remember(answer)
        return answer.text
    }

    /// Makes two calls at once; the answers are to be remembered in the order that turns out.
    mutating func answers(_ first: ModelCall, _ second: ModelCall) async throws -> [ModelAnswer] {
        try await holdTime()
        let caller = caller
        async let one = caller.answer(first, on: 0)
        async let other = caller.answer(second, on: 1)
        return try await [one, other]
    }

    mutating func remember(_ answers: [ModelAnswer]) {
        for answer in answers { caller.remember(answer) }
    }

    mutating func letPass(_ time: Duration) async throws {
        let now = ContinuousClock.now
        let packed = caller.shelf.values.filter { $0.carried != nil }
        let moved = try await TimeShift.letPass(
            time - (now - anchor),
            of: keys.client,
            in: connections[0],
            carried: packed.compactMap(\.carried)
        )
        for (item, carried) in zip(packed, moved) {
            caller.shelf[item.post] = ShelvedItem(post: item.post, round: item.round, carried: carried)
        }
        anchor = now
    }

    private mutating func holdTime() async throws {
        if drift > ModelTime.driftAllowed { try await letPass(.zero) }
    }

    /// As an emptied Redis, for this client, when a server notices.
    mutating func loseData() async throws {
        let names = Set(ModelSteps.queues.flatMap { keys.all(queue: $0.description) })
        _ = try await connections[0].send(["DEL"] + names)
        try await caller.noticeLoss()
    }

    func flushScripts() async throws { _ = try await connections[0].send(["SCRIPT", "FLUSH"]) }

    func state() async throws -> String {
        try await ClientDump.text(
            of: keys,
            queues: ModelSteps.queues.map(\.description),
            firstEpoch: caller.numbers.firstEpoch,
            in: connections[0]
        )
    }

    /// All that is there, for a reader that knows the keys.
    func keyState() async throws -> ClientState { try await ClientState(of: keys.client, in: connections[0]) }

    func removeKeys() async throws {
        let names = try await connections[0].texts(["KEYS", keys.pattern])
        if !names.isEmpty { _ = try await connections[0].send(["DEL"] + names) }
    }
}
