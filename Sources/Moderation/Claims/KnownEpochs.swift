import Synchronization

/// The epochs that the claim stores of one server have learnt. What one loop's store knows the others need not ask the record
/// for, so that a claim needs MongoDB on no loop once any of them has served the client.
package final class KnownEpochs: Sendable {
    private let epochs = Mutex<[ClientID: Int64]>([:])
    private let begun: @Sendable (ClientID) -> Void

    /// - Parameter begun: is told of each client that is in another epoch than before: its line has begun anew. It must not wait.
    package init(begun: @escaping @Sendable (ClientID) -> Void = { _ in }) { self.begun = begun }

    package subscript(client: ClientID) -> Int64? { epochs.withLock { $0[client] } }

    /// Epochs only rise: what a slower one learnt does not count.
    package func learn(_ epoch: Int64, of client: ClientID) {
        let isAnother = epochs.withLock { epochs in
            let before = epochs[client]
            epochs[client] = max(before ?? epoch, epoch)
            return before.map { $0 < epoch } ?? false
        }
        if isAnother { begun(client) }
    }
}
