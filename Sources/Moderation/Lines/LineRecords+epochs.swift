extension LineRecords {
    /// The epoch in which a client is served.
    package func epoch(of client: ClientID) async throws(StoreFailure) -> Int64 { try await place(of: client).epoch }

    /// Raises the epoch by one, in the same store, if it is still `epoch`; answers the one that is in force afterwards.
    ///
    /// - Throws: also where the client is served elsewhere by now than its settings say.
    package func raiseEpoch(of client: Client, from epoch: Int64) async throws(StoreFailure) -> Int64 {
        let place = try await place(of: client.id)
        guard place.servedSince == client.servedSince else { throw StoreFailure.moved(client.id, from: place.store) }
        guard place.epoch == epoch else { return place.epoch }
        return try await move(client.id, from: place, to: place.arrived(in: place.store)).epoch
    }
}
