package import Moderation

extension MongoClaims {
    /// Until this server has seen for itself that nothing waits outside of the line: others do not say so in the log, as the
    /// question is only asked where there is nothing to give.
    package func isBeingFilled(_ client: Client) async throws(StoreFailure) -> Bool {
        guard let filled = filled[client.id] else { return true }
        return try await usedEpoch(of: client) > filled
    }

    package func endFilling(of client: Client, in epoch: Int64) async throws(StoreFailure) {
        filled.learn(epoch, of: client.id)
    }
}
