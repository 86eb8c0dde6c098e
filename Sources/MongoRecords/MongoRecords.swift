package import Moderation
package import MongoClient

/// The system of record on MongoDB: one document an item, in the collection `items`.
///
/// A document is made for people with a shell: what one would query is typed fields, with times as dates. Only the
/// payload is text, because BSON would change its numbers and trip over its field names.
package final class MongoRecords: ItemRecords {
    let mongo: MongoClient
    let clock: MongoClock

    static let items = "items"
    static let clients = "clients"

    package init(mongo: MongoClient, clock: MongoClock) {
        self.mongo = mongo
        self.clock = clock
    }

    /// Creates what is missing of the indexes; safe to repeat, from several servers at once.
    package func prepare() async throws(StoreFailure) {
        try await storing { () throws(MongoError) in
            try await mongo.createIndexes(on: Self.items, ItemDocument.indexes)
        }
    }

    /// Runs a call to MongoDB and turns its error into the domain's.
    func storing<Value>(_ body: () async throws(MongoError) -> Value) async throws(StoreFailure) -> Value {
        do throws(MongoError) {
            return try await body()
        } catch {
            throw StoreFailure("MongoDB: \(error)", maybeDone: error.maybeExecuted)
        }
    }

    /// Runs a write whose loss only costs work that is done again later.
    func marking(_ body: () async throws(MongoError) -> Void) async {
        do throws(MongoError) {
            try await body()
        } catch {
            // Recovery does the marked work again, which is harmless.
        }
    }
}
