package import Moderation
import MongoClient

extension MongoRecords {
    /// One item's mark waits for others; several are written before this returns, so that whoever works through a
    /// backlog does not meet them again.
    package func markQueued(_ posts: [PostID], epoch: Int64, client: ClientID) async {
        guard !posts.isEmpty else { return }
        var filter: BSONDocument = [
            "_id": ["$in": .array(posts.map { ItemDocument.id(client, $0) })], "status": "pending",
        ]
        let leavesLine = epoch == 0
        if !leavesLine {
            guard let madeAt = await timeOfMark() else { return }
            // The mark is about the round that is pending now, not about one that another server opens while it waits.
            filter.append("queued_at", ["$lte": .date(milliseconds: madeAt.milliseconds)])
            // Nor about an item that has been put on the shelf while it waits.
            filter.append("queued_in", ["$ne": Self.shelfLine])
        }
        let update = MongoUpdate(filter, ["$set": ["queued_in": .int64(epoch)]], multi: posts.count > 1)
        marks.add(Mark(update: update, items: posts.count, canBeLost: !leavesLine))
        if posts.count > 1 || leavesLine { await marks.flush() }
    }

    package func markEscalated(_ post: PostID, round: Int, client: ClientID) async {
        let filter: BSONDocument = [
            "_id": ItemDocument.id(client, post), "status": "pending", "round": .int(round),
        ]
        let change: BSONValue = ["$set": ["queue": .string(QueueName.escalated.description)]]
        marks.add(Mark(update: MongoUpdate(filter, change), items: 1, canBeLost: false))
    }

    package func markPublished(_ post: PostID, round: Int, client: ClientID) async {
        let update = MongoUpdate(
            ["_id": ItemDocument.id(client, post), "unpublished": .int(round)],
            ["$unset": ["unpublished": ""]]
        )
        marks.add(Mark(update: update, items: 1, canBeLost: true))
    }

    private func timeOfMark() async -> Timestamp? {
        do throws(MongoError) {
            return try await clock.now()
        } catch {
            return nil
        }
    }
}
