package import Moderation
package import MongoClient

extension StoreFailure {
    /// What MongoDB could not do, in the domain's words.
    ///
    /// - Parameter maybeDone: Where the caller knows better than the error, which is of one command alone.
    package init(_ error: MongoError, maybeDone: Bool? = nil) {
        self.init("MongoDB: \(error)", maybeDone: maybeDone ?? error.maybeExecuted)
    }
}
