extension MongoClient {
    /// Follows the changes of a collection, on one thread of their own; the stream is closed when `body` ends.
    ///
    /// When the task is cancelled, a wait for changes ends.
    ///
    /// - Parameters:
    ///   - pipeline: what of the changes is wanted; it must keep `_id`.
    ///   - token: of an earlier stream, behind which this one begins; from now on if there is none.
    ///   - wait: how long `next` waits for changes, 10 s at most.
    package func withChanges<Value>(
        of collection: String,
        _ pipeline: [BSONDocument] = [],
        after token: BSONDocument? = nil,
        wait: Duration = .seconds(5),
        _ body: (inout MongoChanges) async throws(MongoError) -> Value
    ) async throws(MongoError) -> Value {
        var changes = try await MongoChanges(self, collection, pipeline, after: token, wait: wait)
        do throws(MongoError) {
            let value = try await body(&changes)
            await changes.close()
            return value
        } catch {
            await changes.close()
            throw error
        }
    }
}
