package import Moderation
package import MongoClient

/// Clients, tokens and the servers' shared secret, as the command line changes them and servers read them.
///
/// Every change raises the version of the document `directory` in `settings`, so that a server sees by one small read
/// whether it has to load anything.
package struct ClientRecords: Sendable {
    let mongo: MongoClient

    static let clients = "clients"
    static let tokens = "tokens"
    static let settings = "settings"

    package init(mongo: MongoClient) { self.mongo = mongo }

    /// Creates what is missing of the indexes.
    package func prepare() async throws(MongoError) {
        // `token list` of one client, newest first.
        try await mongo.createIndexes(
            on: Self.tokens,
            [
                MongoIndex("client_tokens", on: ["client": 1, "created_at": -1]),
                // By which people revoke.
                MongoIndex("token_names", on: ["name": 1]),
                // Listed for a month behind their end.
                MongoIndex("expired_tokens", on: ["expires_at": 1], expiresAfter: .seconds(30 * 86_400)),
                MongoIndex("revoked_tokens", on: ["revoked_at": 1], expiresAfter: .seconds(30 * 86_400)),
            ]
        )
    }

    /// A client is added once; false if there is one of that name.
    package func add(_ client: Client) async throws(MongoError) -> Bool {
        var document: BSONDocument = ["_id": .string(client.id.description), "schema": 1]
        document.fields += ClientDocument.place(LinePlace(store: client.settings.tier, epoch: 1)).fields
        document.fields += ClientDocument.settings(client.settings).fields
        do throws(MongoError) {
            try await mongo.insert(into: Self.clients, [document])
        } catch  where error.isDuplicateKey {
            guard try await addAgain(client) else { return false }
        }
        try await raiseVersion()
        return true
    }

    /// One that was removed: its line goes on in the epoch in which it was, so that no generation is given out twice.
    private func addAgain(_ client: Client) async throws(MongoError) -> Bool {
        let removed: BSONDocument = ["_id": .string(client.id.description), Self.removedAt: ["$exists": true]]
        let set = ClientDocument.replacement(client.settings).arrayValue ?? []
        let result = try await mongo.update(
            in: Self.clients,
            MongoUpdate(removed, .array(set + [["$unset": .string(Self.removedAt)]]))
        )
        return result.matched == 1
    }

    /// Takes a client out of the directory and ends its tokens. Its record stays.
    package func remove(_ client: ClientID) async throws(MongoError) -> ClientRemoval {
        guard try await self.client(client) != nil else { return .missing }
        guard try await !hasPending(client) else { return .hasPending }
        try await mark(client, "$set")
        // One that came in meanwhile has the last word.
        guard try await !hasPending(client) else {
            try await mark(client, "$unset")
            return .hasPending
        }
        return .removed(tokens: try await revokeTokens(of: client))
    }

    private func mark(_ client: ClientID, _ change: String) async throws(MongoError) {
        let value: BSONValue = change == "$set" ? .document([Self.removedAt: "$$NOW"]) : .string(Self.removedAt)
        let stage: BSONDocument = [change: value]
        try await mongo.update(
            in: Self.clients,
            MongoUpdate(["_id": .string(client.description)], .array([.document(stage)]))
        )
        try await raiseVersion()
    }

    private func hasPending(_ client: ClientID) async throws(MongoError) -> Bool {
        let pending: BSONDocument = ["client": .string(client.description), "status": "pending"]
        return try await mongo.countDocuments(in: MongoRecords.items, pending, limit: 1, hint: "client_status") > 0
    }

    /// Of a client that was removed; the document keeps where its line was.
    private static let removedAt = "removed_at"

    private static func served(_ client: ClientID) -> BSONDocument {
        ["_id": .string(client.description), removedAt: ["$exists": false]]
    }

    /// Replaces a client's settings; false if there is no such client. To another Redis the servers bring the line by and by, see
    /// `Client.movesTo`.
    package func set(_ settings: ClientSettings, of client: ClientID) async throws(MongoError) -> Bool {
        let result = try await mongo.update(
            in: Self.clients,
            MongoUpdate(Self.served(client), ClientDocument.replacement(settings))
        )
        try await raiseVersion()
        return result.matched == 1
    }

    package func client(_ id: ClientID) async throws(MongoError) -> Client? {
        try await mongo.findOne(in: Self.clients, FindQuery(Self.served(id)))
            .map(ClientDocument.read)
    }

    /// By name; 100,000 at most.
    package func allClients() async throws(MongoError) -> [Client] { try await servedClients().values.map(\.client) }

    /// The same, with where their lines are.
    package func servedClients() async throws(MongoError) -> ReadDocuments<(client: Client, place: LinePlace)> {
        let documents = try await mongo.find(
            in: Self.clients,
            FindQuery([Self.removedAt: ["$exists": false]], sort: ["_id": 1]),
            limit: 100_000
        )
        return ReadDocuments(documents) { document throws(MongoError) in
            (try ClientDocument.read(document), try ClientDocument.readPlace(document))
        }
    }

    /// How often clients and tokens have changed.
    package func version() async throws(MongoError) -> Int64 {
        try await mongo.findOne(in: Self.settings, FindQuery(["_id": "directory"]))?.int64("version") ?? 0
    }

    /// Has every server look at the directory.
    ///
    /// - Returns: the new version.
    @discardableResult
    package func raiseVersion() async throws(MongoError) -> Int64 {
        let directory = try await mongo.findAndModify(
            in: Self.settings,
            FindAndModify(["_id": "directory"], .update(["$inc": ["version": .int64(1)]]), upsert: true)
        )
        guard let directory else { throw .malformed("settings: no directory behind its upsert") }
        return try directory.required("version", \.placeValue)
    }

    /// The key under which claim ids are sealed: the first that any server proposed.
    package func claimKey(proposing base64: String) async throws(MongoError) -> String {
        let document = try await mongo.findAndModify(
            in: Self.settings,
            FindAndModify(
                ["_id": "claim-key"],
                .update(["$setOnInsert": ["key": .string(base64)]]),
                upsert: true
            )
        )
        guard let document else { throw .malformed("settings: no claim-key behind its upsert") }
        return try document.required("key", \.stringValue)
    }
}
