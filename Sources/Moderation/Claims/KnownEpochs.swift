import Synchronization

/// What the claim stores of one server have learnt of each client. What one loop's store knows the others need not ask the record
/// for, so that a claim needs MongoDB on no loop once any of them has served the client.
package final class KnownEpochs: Sendable {
    private let clients = Mutex<[ClientID: KnownClient]>([:])
    private let begun: @Sendable (ClientID) -> Void

    /// - Parameter begun: is told of each client that is in another epoch than before: its line has begun anew. It must not wait.
    package init(begun: @escaping @Sendable (ClientID) -> Void = { _ in }) { self.begun = begun }

    package subscript(client: ClientID) -> Int64? { clients.withLock { $0[client]?.epoch } }

    /// What is known of a client, to be kept by whoever asks often.
    package func client(_ client: ClientID) -> KnownClient {
        clients.withLock { clients in
            if let known = clients[client] { return known }
            let known = KnownClient()
            clients[client] = known
            return known
        }
    }

    /// Epochs only rise: what a slower one learnt does not count.
    package func learn(_ epoch: Int64, of client: ClientID) {
        if self.client(client).learn(epoch: epoch) { begun(client) }
    }

    /// The record is asked of each client once more, with the next call: this server may have missed something.
    package func askAgain() {
        for known in clients.withLock({ Array($0.values) }) { known.isAsked = false }
    }
}
