package import Moderation
package import MongoClient

extension ClientRecords {
    package func add(_ token: TokenRecord) async throws(MongoError) {
        var document: BSONDocument = [
            "_id": .string(token.hash), "schema": 1, "name": .string(token.name),
            "client": .string(token.client.description), "role": .string(token.role.rawValue),
            "created_at": .date(milliseconds: token.createdAt.milliseconds),
        ]
        document.append("subject", ifPresent: token.subject.map { .string($0.description) })
        document.append("expires_at", ifPresent: token.expiresAt.map { .date(milliseconds: $0.milliseconds) })
        try await mongo.insert(into: Self.tokens, [document])
        try await raiseVersion()
    }

    /// Of one client or of all, newest first; 100,000 at most.
    package func tokens(of client: ClientID? = nil) async throws(MongoError) -> ReadDocuments<TokenRecord> {
        var filter: BSONDocument = [:]
        filter.append("client", ifPresent: client.map { .string($0.description) })
        var documents: [BSONDocument] = []
        try await mongo.findEach(in: Self.tokens, FindQuery(filter, sort: ["client": 1, "created_at": -1])) {
            document throws(MongoError) in
            documents.append(document)
            return documents.count < Self.mostListed
        }
        return ReadDocuments(documents) { document throws(MongoError) in try Self.read(document) }
    }

    private static var mostListed: Int { 100_000 }

    /// Those of these hashes, in hexadecimal: 10,000 at most.
    package func tokens(hashed hashes: [String]) async throws(MongoError) -> ReadDocuments<TokenRecord> {
        let documents =
            hashes.isEmpty
            ? []
            : try await mongo.find(
                in: Self.tokens,
                FindQuery(["_id": ["$in": .array(hashes.map { .string($0) })]]),
                limit: hashes.count
            )
        return ReadDocuments(documents) { document throws(MongoError) in try Self.read(document) }
    }

    /// Ends a token, named as `token list` shows it. False if there is none of that name.
    package func revoke(_ name: String) async throws(MongoError) -> Bool {
        let result = try await mongo.update(in: Self.tokens, MongoUpdate(["name": .string(name)], Self.revocation))
        try await raiseVersion()
        return result.matched == 1
    }

    /// Ends all tokens of a client.
    ///
    /// - Returns: how many that were not revoked before.
    package func revokeTokens(of client: ClientID) async throws(MongoError) -> Int {
        let good: BSONDocument = ["client": .string(client.description), "revoked": ["$ne": true]]
        let result = try await mongo.update(in: Self.tokens, MongoUpdate(good, Self.revocation, multi: true))
        try await raiseVersion()
        return Int(result.matched)
    }

    private static var revocation: BSONValue {
        [["$set": ["revoked": true, "revoked_at": ["$ifNull": ["$revoked_at", "$$NOW"]]]]]
    }

    /// Deletes tokens that have ended, of one client or of all.
    ///
    /// - Returns: how many.
    package func purgeTokens(of client: ClientID?, at now: Timestamp) async throws(MongoError) -> Int {
        var ended: BSONDocument = [
            "$or": [["revoked": true], ["expires_at": ["$lte": .date(milliseconds: now.milliseconds)]]]
        ]
        ended.append("client", ifPresent: client.map { .string($0.description) })
        return try await mongo.delete(from: Self.tokens, ended, one: false)
    }

    private static func read(_ document: BSONDocument) throws(MongoError) -> TokenRecord {
        TokenRecord(
            hash: try document.required("_id", \.stringValue),
            name: try document.required("name", \.stringValue),
            client: ClientID(stored: try document.required("client", \.stringValue)),
            role: try document.required("role") { $0.stringValue.flatMap(Role.init(rawValue:)) },
            subject: document.string("subject").map { ModeratorName(stored: $0) },
            createdAt: Timestamp(milliseconds: try document.required("created_at", \.dateMilliseconds)),
            expiresAt: document.date("expires_at").map(Timestamp.init(milliseconds:)),
            isRevoked: document.bool("revoked") ?? false
        )
    }
}
