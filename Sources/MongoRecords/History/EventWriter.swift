import Moderation
import MongoClient
import MongoShared

/// Writes a journal's entries.
struct EventWriter: BatchWriter {
    let mongo: MongoClient
    let clock: MongoClock
    /// Is told how many events were dropped.
    let report: @Sendable (Int) -> Void

    static let mostInOneCommand = 500
    /// How long an event is tried again: a primary that is voted for is there long before.
    private static let patience: Duration = .seconds(60)
    private static let timeout: Duration = .seconds(5)

    func weight(of entry: JournalEntry) -> Int { 1 }

    /// Acknowledged by a majority: where other servers could take over a client, claims are told when they are written here, and
    /// must not be lost again with a primary that was cut off.
    func write(_ entries: ArraySlice<JournalEntry>) async -> Bool {
        do throws(MongoError) {
            let clock = try await clock.reading()
            try await mongo.insert(
                into: MongoJournal.events,
                entries.map { entry in
                    // At least: in MongoDB's time a claim ends no earlier than in the store's.
                    let ahead = entry.reading.map { .zero - clock.ahead(of: $0) } ?? .zero
                    return EventDocument.document(entry.event, of: entry.client, id: entry.id, ahead: ahead)
                },
                ordered: false,
                writeConcern: .majority(timeout: Self.timeout),
                timeout: Self.timeout
            )
            return true
        } catch .writeErrors(let failure) where failure.errors.allSatisfy(\.isDuplicateKey) {
            // An earlier attempt, of which nobody heard, had written these.
            return true
        } catch {
            return false
        }
    }

    func isWorthAnotherTry(_ entry: JournalEntry) -> Bool { ContinuousClock.now - entry.takenAt < Self.patience }

    func lost(_ count: Int) { report(count) }
}
