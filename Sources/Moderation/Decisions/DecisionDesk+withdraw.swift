extension DecisionDesk {
    func withdrawOrFail(_ post: PostID, for client: Client) async throws {
        switch try await records.withdraw(post, client: client.id) {
        case .absent:
            throw DecisionError.refused(.notFound)
        case .decided(let stored):
            try await makeKnown(stored, to: client)
            throw DecisionError.refused(.alreadyDecided(stored.decision))
        case .withdrawn(let round):
            failpoints.pass(.withdrawalStored)
            await takeOut(post, upTo: round, for: client)
        }
    }

    /// The round is over in the record, so nothing of it can be decided any more. Where the claim store cannot be told
    /// now, `Recovery` tells it later.
    func takeOut(_ post: PostID, upTo round: Int, for client: Client) async {
        try? await claims.withdraw(post, upTo: round, for: client)
    }
}
