import Moderation
import MongoClient

extension StoreFailure {
    /// What MongoDB could not do, in the domain's words.
    init(_ error: MongoError) { self.init("MongoDB: \(error)", maybeDone: error.maybeExecuted) }
}
