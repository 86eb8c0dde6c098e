import EventLoop
import Moderation
import ModerationAPI
import Secrets
import Synchronization

/// The shelves of all clients, as this server last saw them, and what it does about them.
///
/// Every pass lets go of what has been in Redis for too long, and looks what is on the shelf. It comes back by itself for
/// clients that somebody has asked for work of late; for others it waits until somebody does, so that a client whom
/// nobody serves takes no room in Redis.
final class Shelves: ShelfAttendant {
    private let keeper: LineKeeper
    private let records: any ShelfRecords
    private let changes: LogChanges
    private let state = Mutex<[ClientID: Seen]>([:])

    private struct Seen {
        var states: [ShelfState] = []
        var askedAt: ContinuousClock.Instant?
        var run: Task<Void, Never>?
        var trimmedAt: ContinuousClock.Instant?
    }

    private static let demandLasts: Duration = .seconds(60)
    private static let trimEvery: Duration = .seconds(60)
    /// How long somebody who asks what is on the shelf waits for the record.
    private static let patience: Duration = .milliseconds(500)

    init(keeper: LineKeeper, records: any ShelfRecords, changes: LogChanges) {
        self.keeper = keeper
        self.records = records
        self.changes = changes
    }

    func asked(for client: ClientID) {
        let now = ContinuousClock.now
        state.withLock { $0[client, default: Seen()].askedAt = now }
    }

    func count(in queue: QueueName, of client: ClientID) -> Int {
        state.withLock { $0[client]?.states.first { $0.queue == queue }?.count ?? 0 }
    }

    func states(of client: Client) async -> [ShelfState] {
        let end = OneShot<Void>()
        let looking = Task {
            try? await look(client)
            end.end(())
        }
        let limit = Task {
            try? await Task.sleep(for: Self.patience)
            end.end(())
        }
        await end.wait()
        looking.cancel()
        limit.cancel()
        return state.withLock { $0[client.id]?.states ?? [] }
    }

    func refill(_ client: Client) async {
        let task = state.withLock { state in
            if let run = state[client.id]?.run { return run }
            let run = Task { await bringBack(client) }
            state[client.id, default: Seen()].run = run
            return run
        }
        await task.value
    }

    private func bringBack(_ client: Client) async {
        do throws(StoreFailure) {
            _ = try await keeper.refill(client, as: RandomIdentifier.make())
            try await look(client)
            changes.worked("bring back items of client \(client.id)")
        } catch {
            changes.failed("bring back items of client \(client.id)", error.description)
        }
        state.withLock { $0[client.id]?.run = nil }
    }

    private func look(_ client: Client) async throws(StoreFailure) {
        let shelf = try await records.shelf(of: client.id)
        state.withLock { state in
            state[client.id, default: Seen()].states = shelf
        }
    }

    /// One pass over one client.
    func tend(_ client: Client) async throws(StoreFailure) {
        if isTimeToTrim(client.id) { try await keeper.trimResults(client) }
        _ = try await keeper.shelveOverstayed(client, as: RandomIdentifier.make())
        try await look(client)
        let isWorthIt = state.withLock { state in
            guard let seen = state[client.id], !seen.states.isEmpty, let askedAt = seen.askedAt else { return false }
            return ContinuousClock.now - askedAt < Self.demandLasts
        }
        if isWorthIt { await refill(client) }
    }

    private func isTimeToTrim(_ client: ClientID) -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            if let last = state[client]?.trimmedAt, now - last < Self.trimEvery { return false }
            state[client, default: Seen()].trimmedAt = now
            return true
        }
    }
}
