package import Moderation
import MongoClient

extension MongoRecords {
    package func markQueued(_ rounds: [PostID: Int], epoch: Int64, client: ClientID) async {
        // Nor is it about an item that has been put on the shelf while the mark waits.
        let isInLine: BSONDocument = ["queued_in": ["$ne": Self.shelfLine]]
        await mark(rounds, of: client, where: isInLine, ["$set": ["queued_in": .int64(epoch)]])
    }

    package func markLost(_ posts: [PostID], client: ClientID) async {
        var rest = posts[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.lostTogether)
            rest = rest.dropFirst(part.count)
            let filter: BSONDocument = [
                "_id": ["$in": .array(part.map { ItemDocument.id(client, $0) })], "status": "pending",
            ]
            let update = MongoUpdate(filter, ["$set": ["queued_in": 0]], multi: true)
            marks.add(Mark(update: update, items: part.count, canBeLost: false))
            await marks.flush()
        }
    }

    /// One update names each of its items, and MongoDB takes 16 MiB.
    private static let lostTogether = 1_000

    /// One item's mark waits for others; several are written before this returns, so that whoever works through a
    /// backlog does not meet them again.
    func mark(
        _ rounds: [PostID: Int],
        of client: ClientID,
        where more: BSONDocument,
        _ change: BSONValue
    ) async {
        for (round, items) in Dictionary(grouping: rounds, by: \.value) {
            var filter: BSONDocument = [
                "_id": ["$in": .array(items.map { ItemDocument.id(client, $0.key) })], "status": "pending",
                "round": .int(round),
            ]
            filter.fields += more.fields
            marks.add(Mark(update: MongoUpdate(filter, change, multi: true), items: items.count, canBeLost: true))
        }
        if rounds.count > 1 { await marks.flush() }
    }

    package func markEscalated(_ post: PostID, round: Int, client: ClientID) async {
        let filter: BSONDocument = [
            "_id": ItemDocument.id(client, post), "status": "pending", "round": .int(round),
        ]
        let change: BSONValue = ["$set": ["queue": .string(QueueName.escalated.description)]]
        marks.add(Mark(update: MongoUpdate(filter, change), items: 1, canBeLost: false))
        await marks.flush(within: Self.patience)
    }

    /// How long a caller waits for a mark that a line which begins anew depends on.
    private static var patience: Duration { .seconds(1) }

    package func markPublished(_ post: PostID, round: Int, client: ClientID) async {
        let others: BSONValue = ["$setDifference": [ItemDocument.unpublished, [.int(round)]]]
        // What is empty goes, as nothing looks for it.
        let left: BSONValue = ["$cond": [["$eq": [others, []]], "$$REMOVE", others]]
        let update = MongoUpdate(
            ["_id": ItemDocument.id(client, post), "unpublished": .int(round)],
            [["$set": ["unpublished": left]]]
        )
        marks.add(Mark(update: update, items: 1, canBeLost: true))
    }
}
