package import Moderation
import MongoClient

extension MongoRecords: PayloadSource {
    package func payloads(
        of rounds: [PostID: Int],
        client: ClientID
    ) async throws(StoreFailure) -> [PostID: Payload] {
        try await storing { () async throws(MongoError) in
            try await readPayloads(Array(rounds), client: client)
        }
    }

    private func readPayloads(
        _ rounds: [(key: PostID, value: Int)],
        client: ClientID
    ) async throws(MongoError) -> [PostID: Payload] {
        guard !rounds.isEmpty else { return [:] }
        let documents: [BSONDocument]
        do throws(MongoError) {
            // What stands in line was recorded before, by a majority: no stricter read is needed.
            documents = try await mongo.find(
                in: Self.items,
                FindQuery(
                    ["_id": ["$in": .array(rounds.map { ItemDocument.id(client, $0.key) })]],
                    projection: ["post": 1, "round": 1, "content": 1, "ai": 1, "metadata": 1],
                    concern: .local
                ),
                limit: rounds.count
            )
        } catch .invalid where rounds.count > 1 {
            // Longer than one answer of MongoDB: a post can be 1 MiB, though few are.
            let half = rounds.count / 2
            let first = try await readPayloads(Array(rounds[..<half]), client: client)
            return first.merging(try await readPayloads(Array(rounds[half...]), client: client)) { $1 }
        }
        let wanted = Dictionary(rounds.map { ($0.key, Int64($0.value)) }) { $1 }
        var payloads: [PostID: Payload] = [:]
        for document in documents {
            let post = try ItemDocument.post(of: document)
            guard try document.required("round", \.int64Value) == wanted[post] else { continue }
            payloads[post] = try ItemDocument.payload(document)
        }
        return payloads
    }
}
