package import Moderation

extension RedisClaims {
    /// Ends a client's stay in this Redis: no server hands out anything here any more, whatever it knows, and what was in
    /// line goes. Results and the stream into ingestion stay. Harmless when repeated, or when the client has come back.
    ///
    /// - Parameter client: as it is served now, elsewhere.
    package func leave(_ client: Client) async throws(StoreFailure) {
        guard try await close(client, before: client.servedSince) != nil else { return }
        try await clear(client, before: client.servedSince)
    }
}
