import Moderation
import MongoClient

/// An event on its way into MongoDB.
struct JournalEntry: Sendable {
    let client: ClientID
    let event: ItemEvent
    let takenAt = ContinuousClock.now
    /// The store's clock when it told of it.
    let reading: ClockReading?
    let id: BSONObjectID

    init(_ event: ItemEvent, of client: ClientID, toldAt: Timestamp?) {
        self.event = event
        let takenAt = takenAt
        reading = toldAt.map { ClockReading($0, askedAt: takenAt, readAt: takenAt) }
        self.client = client
        id = Self.id(of: event, client)
    }

    /// Seconds and chance, as object ids are: those of one time lie together in their index. A claim with the same end has the
    /// same id whoever tells of it, so that it is written once.
    private static func id(of event: ItemEvent, _ client: ClientID) -> BSONObjectID {
        let seconds = UInt32(truncatingIfNeeded: event.at.milliseconds / 1_000)
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) }
        let rest = claimHash(event, client) ?? UInt64.random(in: .min ... .max)
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: rest >> (8 * $0)) }
        guard let id = BSONObjectID(bytes: bytes) else { preconditionFailure("an object id has twelve bytes") }
        return id
    }

    /// FNV-1a, which is the same in every process.
    private static func claimHash(_ event: ItemEvent, _ client: ClientID) -> UInt64? {
        guard event.kind == .claimed, let generation = event.generation, let until = event.until else { return nil }
        let name = "\(client) \(generation.number) \(until.milliseconds)"
        return name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
