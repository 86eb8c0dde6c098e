package import Moderation
import MongoClient

extension MongoRecords {
    package func load(_ post: PostID, of client: ClientID) async throws(StoreFailure) -> ItemRecord? {
        try await storing { () async throws(MongoError) in
            let query = FindQuery(["_id": ItemDocument.id(client, post)])
            guard let document = try await findFinal(query, limit: 1).first else { return nil }
            guard document.bool("has_old_decisions") == true else { return try ItemDocument.read(document) }
            return try ItemDocument.read(document, behind: try await readOldDecisions(of: post, client: client))
        }
    }
}
