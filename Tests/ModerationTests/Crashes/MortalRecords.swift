import Moderation

/// The system of record as one server process reaches it.
struct MortalRecords: ItemRecords {
    let records: any ItemRecords
    let life: Lifeline

    func record(_ verdicts: [VerdictRecord], for client: Client) async throws(StoreFailure) -> [RecordAnswer] {
        try await life.call { () async throws(StoreFailure) in try await records.record(verdicts, for: client) }
    }

    func markLost(_ posts: [PostID], client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in await records.markLost(posts, client: client) }
    }

    func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in
            await records.markQueued(rounds, epoch: epoch, client: client)
        }
    }

    func load(_ post: PostID, of client: ClientID) async throws(StoreFailure) -> ItemRecord? {
        try await life.call { () async throws(StoreFailure) in try await records.load(post, of: client) }
    }

    func decide(_ write: DecisionWrite, for client: ClientID) async throws(StoreFailure) -> StoredDecision? {
        try await life.call { () async throws(StoreFailure) in try await records.decide(write, for: client) }
    }

    func withdraw(_ post: PostID, client: ClientID) async throws(StoreFailure) -> WithdrawAnswer {
        try await life.call { () async throws(StoreFailure) in try await records.withdraw(post, client: client) }
    }

    func ended(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [EndedRound] {
        try await life.call { () async throws(StoreFailure) in
            try await records.ended(olderThan: age, limit: limit, client: client)
        }
    }

    func markOut(_ ended: EndedRound, client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in await records.markOut(ended, client: client) }
    }

    func markEscalated(_ post: PostID, round: Int, client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in
            await records.markEscalated(post, round: round, client: client)
        }
    }

    func shelve(_ posts: [PostID], client: ClientID) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in try await records.shelve(posts, client: client) }
    }

    func keepCarried(_ item: ShelvedItem, client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in await records.keepCarried(item, client: client) }
    }

    func markOffShelf(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in
            await records.markOffShelf(rounds, epoch: epoch, client: client)
        }
    }

    func shelf(of client: ClientID) async throws(StoreFailure) -> [ShelfState] {
        try await life.call { () async throws(StoreFailure) in try await records.shelf(of: client) }
    }

    func shelved(
        in queue: QueueName,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [LineItem] {
        try await life.call { () async throws(StoreFailure) in
            try await records.shelved(in: queue, limit: limit, client: client)
        }
    }

    func markPublished(_ post: PostID, round: Int, client: ClientID) async {
        try? await life.call { () async throws(StoreFailure) in
            await records.markPublished(post, round: round, client: client)
        }
    }

    func fence(
        _ post: PostID,
        round: Int,
        above generation: Generation,
        client: ClientID
    ) async throws(StoreFailure) -> FenceAnswer {
        try await life.call { () async throws(StoreFailure) in
            try await records.fence(post, round: round, above: generation, client: client)
        }
    }

    func unpublished(
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [StoredDecision] {
        try await life.call { () async throws(StoreFailure) in
            try await records.unpublished(olderThan: age, limit: limit, client: client)
        }
    }

    func outside(of epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueueName: Int] {
        try await records.outside(of: epoch, client: client)
    }

    func unqueued(
        before epoch: Int64,
        olderThan age: Duration,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [PostID] {
        try await life.call { () async throws(StoreFailure) in
            try await records.unqueued(before: epoch, olderThan: age, limit: limit, client: client)
        }
    }

    func requeue(_ posts: [PostID], epoch: Int64, client: ClientID) async throws(StoreFailure) -> [QueuedItem] {
        try await life.call { () async throws(StoreFailure) in
            try await records.requeue(posts, epoch: epoch, client: client)
        }
    }

    func results(
        of client: Client,
        after cursor: ResultsCursor,
        limit: Int
    ) async throws(StoreFailure) -> ResultsPage {
        try await life.call { () async throws(StoreFailure) in
            try await records.results(of: client, after: cursor, limit: limit)
        }
    }

    func logResults(of client: Client) async throws(StoreFailure) {
        try await life.call { () async throws(StoreFailure) in try await records.logResults(of: client) }
    }

    func now() async throws(StoreFailure) -> Timestamp {
        try await life.call { () async throws(StoreFailure) in try await records.now() }
    }

    func place(of client: ClientID) async throws(StoreFailure) -> LinePlace {
        try await life.call { () async throws(StoreFailure) in try await records.place(of: client) }
    }

    func move(
        _ client: ClientID,
        from place: LinePlace,
        to next: LinePlace
    ) async throws(StoreFailure) -> LinePlace {
        try await life.call { () async throws(StoreFailure) in
            try await records.move(client, from: place, to: next)
        }
    }
}
