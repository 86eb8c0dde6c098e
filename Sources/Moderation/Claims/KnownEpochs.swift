import Synchronization

/// The epochs that the claim stores of one server have learnt. What one loop's store knows the others need not ask the record
/// for, so that a claim needs MongoDB on no loop once any of them has served the client.
package final class KnownEpochs: Sendable {
    private let epochs = Mutex<[ClientID: Int64]>([:])

    package init() {}

    package subscript(client: ClientID) -> Int64? { epochs.withLock { $0[client] } }

    /// Epochs only rise: what a slower one learnt does not count.
    package func learn(_ epoch: Int64, of client: ClientID) {
        epochs.withLock { $0[client] = max($0[client] ?? epoch, epoch) }
    }
}
