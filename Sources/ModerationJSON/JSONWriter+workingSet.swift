package import JSONText
package import Moderation

extension JSONWriter {
    /// What a claim answers: the working set, why it is as long as it is, and the clock by which its claims end.
    ///
    /// - Parameters:
    ///   - shelved: How many of the queue's items wait on the shelf; they count among those ready.
    ///   - claimID: The id that an item's claim is known by outside.
    package mutating func workingSet(_ set: WorkingSet, shelved: Int, claimID: (ClaimedItem) -> String) {
        beginObject()
        field("items")
        beginArray()
        for item in set.items { claimedItem(item, claimID: claimID(item)) }
        endArray()
        field("queue")
        queueState(set.queue, shelved: shelved)
        field("server_time", time: set.now)
        endObject()
    }

    private mutating func claimedItem(_ claimed: ClaimedItem, claimID: String) {
        let item = claimed.item
        beginObject()
        field("post_id", string: item.post.description)
        field("queue", string: item.queue.description)
        field("priority", string: item.priority.rawValue)
        field("round", integer: item.round)
        field("deliveries", integer: claimed.deliveries)
        payload(item.payload)
        field("enqueued_at", time: item.queuedAt)
        field("due_at", time: item.dueAt)
        field("claim")
        claim(claimed.claim, id: claimID)
        endObject()
    }

    private mutating func queueState(_ state: QueueState, shelved: Int) {
        beginObject()
        field("ready", integer: state.ready + state.outside + shelved)
        field("claimed", integer: state.claimed)
        field("next_expiry_at", timeOrNull: state.nextExpiryAt)
        // Why a caller with nothing in this queue may still get nothing.
        if state.heldElsewhere > 0 { field("held_elsewhere", integer: state.heldElsewhere) }
        if shelved > 0 { field("shelved", integer: shelved) }
        if state.releasedByCaller > 0 { field("released_by_you", integer: state.releasedByCaller) }
        endObject()
    }
}
