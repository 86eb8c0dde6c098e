import Moderation
import MongoClient

/// An event on its way into MongoDB.
struct JournalEntry: Sendable {
    let client: ClientID
    let event: ItemEvent
    let takenAt = ContinuousClock.now
    let id: BSONObjectID

    init(_ event: ItemEvent, of client: ClientID) {
        self.event = event
        self.client = client
        id = Self.newID(at: event.at)
    }

    /// Seconds and chance, as object ids are: those of one time lie together in their index.
    private static func newID(at time: Timestamp) -> BSONObjectID {
        let seconds = UInt32(truncatingIfNeeded: time.milliseconds / 1_000)
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
        let chance = UInt64.random(in: .min ... .max)
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: chance >> (8 * $0)) }
        guard let id = BSONObjectID(bytes: bytes) else { preconditionFailure("an object id has twelve bytes") }
        return id
    }
}
