extension MemoryRecords {
    package func shelve(_ posts: [PostID], client: ClientID) async throws(StoreFailure) {
        change(client) { archive, _ in archive.shelve(posts) }
    }

    package func keepCarried(_ item: ShelvedItem, client: ClientID) async {
        change(client) { archive, _ in archive.keepCarried(item) }
    }

    package func markOffShelf(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        change(client) { archive, _ in archive.markOffShelf(rounds, epoch: epoch) }
    }

    package func shelf(of client: ClientID) async throws(StoreFailure) -> [ShelfState] {
        change(client) { archive, _ in archive.shelf }
    }

    package func shelved(
        in queue: QueueName,
        limit: Int,
        client: ClientID
    ) async throws(StoreFailure) -> [LineItem] {
        change(client) { archive, _ in Array(archive.shelved(in: queue).prefix(limit)) }
    }

    package func markEscalated(_ post: PostID, round: Int, client: ClientID) async {
        change(client) { archive, _ in archive.markEscalated(post, round: round) }
    }
}
