package import Moderation
package import MongoClient
package import MongoShared
import Synchronization

/// The system of record on MongoDB: one document an item, in the collection `items`.
///
/// A document is made for people with a shell: what one would query is typed fields, with times as dates. Only the
/// payload is text, because BSON would change its numbers and trip over its field names.
package final class MongoRecords: ItemRecords, InspectableRecords {
    let mongo: MongoClient
    let clock: MongoClock
    let marks: MarkBatch
    let logging = FreshWork<ClientID>()
    /// Clients of which all decisions from before the log are known to be noted.
    let completed = Mutex<Set<ClientID>>([])

    static let items = "items"
    static let clients = "clients"

    package convenience init(mongo: MongoClient, clock: MongoClock) {
        self.init(mongo: mongo, clock: clock, marks: MarkBatch(mongo: mongo, collection: Self.items))
    }

    init(mongo: MongoClient, clock: MongoClock, marks: MarkBatch) {
        self.mongo = mongo
        self.clock = clock
        self.marks = marks
    }

    /// Creates what is missing of the indexes; safe to repeat, from several servers at once.
    package func prepare() async throws(StoreFailure) {
        try await storing { () throws(MongoError) in
            try await mongo.createIndexes(on: Self.items, ItemDocument.indexes)
            try await mongo.createIndexes(on: Self.results, ResultDocument.indexes)
            try await mongo.createIndexes(on: Self.oldDecisions, Self.oldDecisionIndexes)
        }
    }

    /// Writes the marks that wait.
    package func flush() async { await marks.flush() }

    /// Writes the marks that wait and takes no more: to be called behind the last decision and before the
    /// `MongoClient` is closed. Reads and other writes go on.
    package func close() async { await marks.close() }

    /// Runs a call to MongoDB and turns its error into the domain's.
    func storing<Value>(_ body: () async throws(MongoError) -> Value) async throws(StoreFailure) -> Value {
        do throws(MongoError) {
            return try await body()
        } catch {
            throw StoreFailure(error)
        }
    }

    /// Reads items as a majority has them. What is answered from such a read is final: a decision or a round that a
    /// change of primary can still undo is not seen. After a write that was refused by its filter the read sees at
    /// least what the filter saw, because the refusal waits for the majority as well.
    func findFinal(
        in collection: String = items,
        _ query: FindQuery,
        limit: Int
    ) async throws(MongoError) -> [BSONDocument] {
        try await mongo.find(in: collection, query, limit: limit)
    }
}
