package import Moderation
import MongoClient
import MongoShared

extension MongoClaims {
    package func results(
        of client: Client,
        after cursor: String,
        limit: Int
    ) async throws(StoreFailure) -> (decisions: [String], next: String) {
        do throws(MongoError) {
            let page = try await LineResults(mongo: mongo, client: client.id).page(
                after: ResultCursor(cursor),
                limit: limit
            )
            return (page.decisions, page.next?.description ?? cursor)
        } catch {
            throw StoreFailure(error, maybeDone: false)
        }
    }

    package func trimResults(of client: Client) async throws(StoreFailure) {
        let replica = replica(of: client.id)
        let now = try await replica.now(isFresh: true)
        let before = Timestamp(milliseconds: now.milliseconds - client.settings.resultsKept.inMilliseconds)
        do throws(MongoError) {
            try await LineResults(mongo: mongo, client: client.id).trim(
                before: before,
                trimmed: await replica.trimmedBefore
            )
        } catch {
            throw StoreFailure(error)
        }
    }
}
