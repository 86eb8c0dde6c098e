package import Lines
package import Moderation

/// What a change of tier needs.
extension MongoClaims {
    /// Begins an epoch of a client's line, with claims that were made in another store, if it is above the line's.
    ///
    /// - Returns: The epoch in force.
    package func open(
        _ client: Client,
        in epoch: Int64,
        adopting holdings: [Holding] = []
    ) async throws(StoreFailure) -> Int64 {
        let command = LineCommand.open(adopting: holdings)
        let reply = try await replica(of: client.id).run(command, try Self.document(command), epoch: epoch)
        guard case .epoch(let inForce) = reply else { throw Self.unexpected(reply) }
        known.learn(inForce, of: client.id)
        return inForce
    }

    /// Ends the work of the epoch in force: from then on nothing of it counts but results.
    package func close(_ client: Client) async throws(StoreFailure) {
        _ = try await inEpoch(of: client) { (replica, epoch) async throws(StoreFailure) in
            switch try await replica.run(.close, try Self.document(.close), epoch: epoch) {
            case .epoch(let inLine): LineReplica.Answer<Void>.epoch(inLine)
            default: .value(())
            }
        }
    }

    /// All live claims with their items.
    package func holdings(of client: Client) async throws(StoreFailure) -> [Holding] {
        try await read(client) { line, now in line.holdings(now: now) }
    }

    /// What waits and has a story.
    package func stories(of client: Client) async throws(StoreFailure) -> [ShelvedStory] {
        try await read(client) { line, _ in line.stories }
    }
}
