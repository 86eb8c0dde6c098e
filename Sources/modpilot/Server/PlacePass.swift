import Moderation
import Secrets

/// What a server does beside answering for the clients of one place: it takes in what comes by streams, returns expired
/// claims, finishes decisions that are half-done, publishes results that are missing, puts items into line that are in none,
/// keeps the lines within their bounds, and goes through both stores in search of what differs.
///
/// Every server does it for every client; there is no leader, because each step is conditional in the store that it
/// changes. Nothing in it waits for another place.
struct PlacePass: Sendable {
    let place: Place
    let clients: ClientPlaces
    let recovery: Recovery
    let shelves: Shelves
    let reconciler: Reconciler
    /// Nil where no stream comes in.
    let streams: InboundStreams?
    let log: Log
    let changes: LogChanges

    /// By which the stores know this pass.
    private let name = RandomIdentifier.make()

    private static let settleEvery: Duration = .milliseconds(500)
    private static let recoverEvery: Duration = .seconds(2)
    private static let reconcileEvery: Duration = .seconds(5)
    /// So that one with a long backlog holds up no other.
    private static let clientsAtOnce = 4

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            if let streams { group.addTask { await streams.run() } }
            group.addTask {
                await repeating(every: Self.settleEvery) { await forEachClient(settle) }
            }
            group.addTask { await repeating(every: Self.recoverEvery) { await forEachClient(recover) } }
            group.addTask { await repeating(every: Self.reconcileEvery) { await forEachClient(reconcile) } }
        }
    }

    private func repeating(every pause: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            try? await Task.sleep(for: pause)
        }
    }

    private func forEachClient(_ body: @escaping @Sendable (Client) async throws(StoreFailure) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            var next = clients.clients(at: place).makeIterator()
            func startOne() {
                guard !Task.isCancelled, let client = next.next() else { return }
                group.addTask { await attempt(client, body) }
            }
            for _ in 0..<Self.clientsAtOnce { startOne() }
            for await _ in group { startOne() }
        }
    }

    private func attempt(_ client: Client, _ body: (Client) async throws(StoreFailure) -> Void) async {
        do throws(StoreFailure) {
            try await body(client)
            changes.worked("recover client \(client.id)")
        } catch {
            changes.failed("recover client \(client.id)", error.description)
        }
    }

    private func settle(_ client: Client) async throws(StoreFailure) {
        _ = try await recovery.settle(client)
    }

    private func recover(_ client: Client) async throws(StoreFailure) {
        try await recovery.logResults(client)
        let loss = try await reconciler.findLoss(client)
        if let loss, !loss.beginsAnew {
            throw StoreFailure("parts of it are lost again and again: \(loss)", maybeDone: false)
        }
        let published = try await recovery.publishResults(client)
        _ = try await recovery.takeOutEnded(client)
        let queued = try await recovery.queueStrays(client, as: RandomIdentifier.make())
        try await shelves.tend(client)
        let refilled = try await recovery.refillResults(client, as: name)
        guard published + refilled > 0 || queued > 0 else { return }
        log.info(
            "recovered",
            [("client", client.id.description), ("results", "\(published + refilled)"), ("items", "\(queued)")]
        )
    }

    private func reconcile(_ client: Client) async throws(StoreFailure) {
        let report = try await reconciler.step(client)
        guard !report.isClean else { return }
        log.warning(
            "the stores differed",
            [("client", client.id.description), ("drift", "\(report)"), ("mended", "\(report.mended)")]
        )
    }
}
