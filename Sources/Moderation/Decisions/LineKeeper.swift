/// Keeps a client's lines within their bounds: lets go of what has been in the claim store for too long, and brings back
/// what there is room for, earliest due first.
///
/// What waits outside is on the record's shelf. An item goes there before it leaves the claim store, and is taken off behind
/// its return, so that it is never in neither place, whoever dies when. Only the holder of the publisher's lease moves items,
/// so that two servers never move one in opposite directions.
package struct LineKeeper: Sendable {
    private let claims: any ClaimStore & BoundedLine
    private let records: any ItemRecords

    /// Items moved in one step.
    static let batch = 200
    /// So that other clients have their turn.
    private static let stepsInOneRun = 50

    package init(claims: any ClaimStore & BoundedLine, records: any ItemRecords) {
        self.claims = claims
        self.records = records
    }

    /// Lets go of what has waited in the claim store for too long; gives how many items.
    ///
    /// - Parameter name: unique to this call.
    package func shelveOverstayed(_ client: Client, as name: String) async throws(StoreFailure) -> Int {
        var count = 0
        var isHeld = false
        for queue in try await claims.queues(of: client) {
            let late = try await claims.overstayed(in: queue, of: client, limit: Self.batch)
            guard !late.isEmpty else { continue }
            guard try await claims.holdPublisherLease(name, for: client) else { return count }
            isHeld = true
            count += try await shelve(late, from: queue, of: client, as: name).count
        }
        if isHeld { try await claims.endPublisherLease(name, for: client) }
        return count
    }

    /// Forgets results that are older than the client keeps them.
    package func trimResults(_ client: Client) async throws(StoreFailure) {
        try await claims.trimResults(of: client)
    }

    /// Brings back what there is room for; gives how many items are in line that were not before.
    ///
    /// - Parameter name: unique to this call.
    package func refill(_ client: Client, as name: String) async throws(StoreFailure) -> Int {
        let shelf = try await records.shelf(of: client.id)
        guard !shelf.isEmpty, try await claims.holdPublisherLease(name, for: client) else { return 0 }
        var count = 0
        var steps = Self.stepsInOneRun
        for state in shelf {
            while steps > 0, let added = try await refillOnce(state.queue, of: client, as: name) {
                count += added
                steps -= 1
                guard try await claims.holdPublisherLease(name, for: client) else { return count }
            }
        }
        try await claims.endPublisherLease(name, for: client)
        return count
    }

    /// Brings back items that were shelved a moment ago because there was no room, where they are due before what stands last
    /// in their line: they are not to wait for a pass.
    package func bringForward(_ items: [QueuedItem], of client: Client) async throws(StoreFailure) {
        let first = Dictionary(items.map { ($0.queue, $0.dueAt) }, uniquingKeysWith: min)
        var queues: [QueueName] = []
        for (queue, dueAt) in first {
            let last = try await claims.window(of: queue, for: client, tail: 1).tail.first
            if last.map({ dueAt < $0.dueAt }) ?? true { queues.append(queue) }
        }
        guard !queues.isEmpty else { return }
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try? await Task.sleep(for: .milliseconds(.random(in: 20...60))) }
            guard try await claims.holdPublisherLease(name, for: client) else { continue }
            for queue in queues { _ = try await refillOnce(queue, of: client, as: name) }
            return try await claims.endPublisherLease(name, for: client)
        }
    }

    /// Moves items that wait in a queue to the one that the record says.
    ///
    /// - Returns: those that stay where they are for now: somebody holds them, or publishes.
    func requeue(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client
    ) async throws(StoreFailure) -> Set<PostID> {
        var left = Set(items.map(\.post))
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        var rest = items[...]
        while !rest.isEmpty, try await claims.holdPublisherLease(name, for: client) {
            let part = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(part.count)
            left.subtract(try await shelve(part, from: queue, of: client, as: name))
        }
        try await claims.endPublisherLease(name, for: client)
        _ = try await refill(client, as: name)
        return left
    }

    /// Another publisher is at work for a moment as a rule; who is at it for longer finds the items on the shelf.
    private static let attempts = 25

    /// Nil where nothing is left to do.
    private func refillOnce(
        _ queue: QueueName,
        of client: Client,
        as name: String
    ) async throws(StoreFailure) -> Int? {
        let next = try await records.shelved(in: queue, limit: Self.batch, client: client.id)
        guard !next.isEmpty else { return nil }
        let window = try await claims.window(of: queue, for: client, tail: Self.batch)
        var room = client.settings.maxQueued - window.itemsOfClient
        if room <= 0 {
            room += try await makeRoom(for: next, in: queue, window, of: client, as: name)
        }
        guard room > 0 else { return nil }
        let epoch = try await claims.epoch(of: client)
        let posts = next.prefix(room).map(\.post)
        let items = try await records.requeue(posts, epoch: epoch, client: client.id)
        let answers = try await claims.publish(items, for: client, permit: .publisher(name: name))
        let inLine = zip(items, answers).filter { $1 == .queued || $1 == .present }.map(\.0)
        await records.markOffShelf(inLine.rounds, epoch: epoch, client: client.id)
        return inLine.isEmpty ? nil : answers.count { $0 == .queued }
    }

    /// Lets go of what is due later than `next` in the same queue, one for one; or, where the queue has less than its share,
    /// of the end of the longest line, so that no queue keeps another one out for ever. Gives how much.
    private func makeRoom(
        for next: [LineItem],
        in queue: QueueName,
        _ window: QueueWindow,
        of client: Client,
        as name: String
    ) async throws(StoreFailure) -> Int {
        let later = zip(next, window.tail).prefix { $0.dueAt < $1.dueAt }.map(\.1)
        guard later.isEmpty else {
            return try await shelve(later.map { ($0.post, $0.round) }, from: queue, of: client, as: name).count
        }
        var longest = (queue: queue, waiting: 0)
        let queues = try await claims.queues(of: client)
        for other in queues where other != queue {
            let waiting = try await claims.window(of: other, for: client, tail: 0).waiting
            if waiting > longest.waiting { longest = (other, waiting) }
        }
        let share = max(1, client.settings.maxQueued / (2 * (queues.count + 1)))
        let missing = min(Self.batch, share - window.waiting - window.claimed, longest.waiting)
        guard missing > 0 else { return 0 }
        let tail = try await claims.window(of: longest.queue, for: client, tail: missing).tail
        return try await shelve(tail.map { ($0.post, $0.round) }, from: longest.queue, of: client, as: name).count
    }

    /// Gives those that have left.
    private func shelve(
        _ items: [(post: PostID, round: Int)],
        from queue: QueueName,
        of client: Client,
        as name: String
    ) async throws(StoreFailure) -> Set<PostID> {
        try await records.shelve(items.map(\.post), client: client.id)
        // Where the lease is over, or this server dies, the items are on the shelf and in line: `refill` finds them present.
        guard let out = try await claims.shelve(items, from: queue, of: client, publisher: name) else { return [] }
        for item in out { await records.keepCarried(item, client: client.id) }
        let left = Set(out.map(\.post))
        let kept = items.map(\.post).filter { !left.contains($0) }
        let there = try await claims.rounds(of: kept, for: client)
        let epoch = try await claims.epoch(of: client)
        await records.markOffShelf(there, epoch: epoch, client: client.id)
        return left
    }
}
