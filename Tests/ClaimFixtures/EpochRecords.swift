package import Moderation
import Synchronization

/// Keeps epochs, and what was reported as lost, in memory: all that a claim store needs of the system of record.
package final class EpochRecords: LineRecords {
    private let places = Mutex<[ClientID: LinePlace]>([:])
    private let pending = Mutex<[ClientID: [QueuedItem]]>([:])
    private let questions = Atomic(0)
    private let lost = Mutex<[PostID]>([])

    private let first: LinePlace

    /// - Parameter store: where clients are from the first.
    package init(in store: Tier = .redis) { first = LinePlace(store: store, epoch: 1) }

    /// Posts that were marked as standing in no line, in the order of the marks.
    package var reportedLost: [PostID] { lost.withLock { $0 } }

    /// How often a place was asked for.
    package var timesAsked: Int { questions.load(ordering: .relaxed) }

    /// The record's.
    package let clock = ManualClock()

    package func now() async throws(StoreFailure) -> Timestamp { clock.now }

    package func place(of client: ClientID) async throws(StoreFailure) -> LinePlace {
        questions.add(1, ordering: .relaxed)
        // Others get their turn meanwhile, as they do while a database is asked.
        await Task.yield()
        return places.withLock { $0[client, default: first] }
    }

    package func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace {
        places.withLock { places in
            if places[client, default: first] == place { places[client] = next }
            return places[client, default: first]
        }
    }

    /// As when the client's settings name another Redis: gives the epoch since which that one serves.
    package func serveAnew(_ client: ClientID) -> Int64 {
        places.withLock { places in
            let next = places[client, default: first].epoch + 1
            places[client] = LinePlace(store: first.store, epoch: next, servedSince: next)
            return next
        }
    }

    package func markLost(_ posts: [PostID], client: ClientID) async {
        lost.withLock { $0 += posts }
    }

    /// Items that the record has as pending.
    package func keep(_ items: [QueuedItem], of client: ClientID) {
        pending.withLock { $0[client, default: []] += items }
    }

    package func requeue(
        _ posts: [PostID],
        epoch: Int64,
        client: ClientID
    ) async throws(StoreFailure) -> [QueuedItem] {
        pending.withLock { $0[client, default: []].filter { posts.contains($0.post) } }
    }

    package func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {}
}
