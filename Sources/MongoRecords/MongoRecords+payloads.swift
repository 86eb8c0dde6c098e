package import Moderation
import MongoClient

extension MongoRecords: PayloadSource {
    package func payloads(
        of rounds: [PostID: Int],
        client: ClientID
    ) async throws(StoreFailure) -> [PostID: Payload] {
        guard !rounds.isEmpty else { return [:] }
        return try await storing { () async throws(MongoError) in
            // What stands in line was recorded before, by a majority: no stricter read is needed.
            let documents = try await mongo.find(
                in: Self.items,
                FindQuery(
                    ["_id": ["$in": .array(rounds.keys.map { ItemDocument.id(client, $0) })]],
                    projection: ["post": 1, "round": 1, "content": 1, "ai": 1, "metadata": 1]
                ),
                limit: rounds.count
            )
            var payloads: [PostID: Payload] = [:]
            for document in documents {
                let post = try ItemDocument.post(of: document)
                guard try document.required("round", \.int64Value) == rounds[post].map(Int64.init) else { continue }
                payloads[post] = try ItemDocument.payload(document)
            }
            return payloads
        }
    }
}
