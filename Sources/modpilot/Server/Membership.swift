import Cluster
import Moderation
import MongoClient
import MongoRecords
import Synchronization

/// What this server knows of the others, and whether they still know of it.
final class Membership: Sendable {
    /// Unique to this life of the server.
    let name: String
    private let servers: ServerRecords
    private let state = Mutex(State())

    private struct State {
        var liveness = Liveness()
        var servers = LivingServers()
    }

    init(name: String, servers: ServerRecords) {
        self.name = name
        self.servers = servers
    }

    /// Says that this server lives, and reads what the others say.
    ///
    /// - Parameters:
    ///   - version: of the directory, see `ServerRecords.note`.
    ///   - look: sees where lines are by now; called where the others may have moved some in the meantime.
    func tell(
        version: Int64,
        redis: [RedisName: RedisSight],
        looking look: () async -> Bool
    ) async throws(MongoError) {
        let sentAt = ContinuousClock.now
        // At the same time, so that a slow MongoDB does not make the next sign late.
        async let read = signs()
        try await servers.note(name, goesBy: version, redis: redis)
        let signs = try await read.get()
        if state.withLock({ $0.liveness.hasLapsed(at: .now) }) {
            // A look that is under way may have begun before.
            for _ in 0..<2 {
                guard await look() else { throw .unavailable("where lines are can't be seen", maybeExecuted: false) }
            }
        }
        let now = ContinuousClock.now
        state.withLock { state in
            state.servers.see(signs, at: now)
            let others = state.servers.living(at: now).contains { $0.name != name }
            state.liveness.confirm(sentAt: sentAt, knowingOthers: others, at: now)
        }
    }

    private func signs() async -> Result<[ServerSign], MongoError> {
        do throws(MongoError) {
            return .success(try await servers.signs())
        } catch {
            return .failure(error)
        }
    }

    /// The other servers that live, as they last spoke of themselves.
    var others: [ServerSign] {
        let now = ContinuousClock.now
        return state.withLock { $0.servers.living(at: now) }.filter { $0.name != name }
    }

    /// Those of them whose word counts.
    var otherWitnesses: [ServerSign] {
        let now = ContinuousClock.now
        return state.withLock { $0.servers.witnesses(at: now) }.filter { $0.name != name }
    }

    /// How often it lapsed. What was found out before may be over.
    var lapses: Int { state.withLock { $0.liveness.lapses } }

    /// Whether claims of a client may be handed out from its Redis. Where MongoDB can take over, they may not while the others
    /// may take this server for dead.
    func mayHandOut(to client: Client) -> Bool {
        guard client.settings.standIn else { return true }
        let now = ContinuousClock.now
        return state.withLock { $0.liveness.mayHandOut(at: now) }
    }

    /// Whether another server could take over the client without asking this one first. Then it goes by what is written down.
    func couldBeTakenOver(_ client: Client) -> Bool {
        client.settings.standIn && state.withLock { $0.liveness.knowsOthers }
    }

    /// How long one that lives and does not follow is waited for, before all is tried again.
    private static let patience: Duration = .seconds(10)

    /// Waits until every server that lives goes by a version of the directory or a newer one.
    ///
    /// - Throws: also where that took too long, this server stops, or the others do not know that it lives: then nobody may take
    ///   it for done.
    func allGoBy(_ version: Int64) async throws(MongoError) {
        let end = ContinuousClock.now + Self.patience
        while !Task.isCancelled, ContinuousClock.now < end {
            let signs = try await servers.signs()
            let now = ContinuousClock.now
            let isDone = state.withLock { state in
                state.servers.see(signs, at: now)
                return state.liveness.isConfirmed(at: now) && state.servers.allGo(by: version, among: name, at: now)
            }
            if isDone { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
        throw .unavailable(
            "other servers have not followed to version \(version) of the directory",
            maybeExecuted: false
        )
    }

    /// Says that this server is no more.
    func leave() async { try? await servers.leave(name, within: .seconds(1)) }
}
