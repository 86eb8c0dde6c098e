package import Moderation
import Synchronization

/// Keeps payloads in memory: all that a claim store without them needs of the system of record.
package final class RecordedPayloads: PayloadSource {
    private let payloads = Mutex<[PostID: (round: Int, payload: Payload)]>([:])

    package init() {}

    /// As a recorded item has it from then on, if its round is the newest of its post.
    package func record(_ items: [QueuedItem]) {
        payloads.withLock { payloads in
            for item in items where payloads[item.post].map({ $0.round <= item.round }) ?? true {
                payloads[item.post] = (item.round, item.payload)
            }
        }
    }

    package func payloads(
        of rounds: [PostID: Int],
        client: ClientID
    ) async throws(StoreFailure) -> [PostID: Payload] {
        payloads.withLock { payloads in
            rounds.reduce(into: [:]) { found, wanted in
                if let known = payloads[wanted.key], known.round == wanted.value { found[wanted.key] = known.payload }
            }
        }
    }
}
