import Moderation
import Secrets

/// The lines that this server saw begin anew: what waited in them is put into line at once, rather than by the next pass.
///
/// Whoever notices a loss is answered as soon as the claims that stand are taken over; what nobody holds comes behind it. All
/// servers that notice try, and the publisher's lease lets one of them.
struct BegunLines: Sendable {
    private let clients: AsyncStream<ClientID>
    private let continuation: AsyncStream<ClientID>.Continuation

    /// What is beyond it is found by the next pass.
    private static let mostWaiting = 10_000
    /// So that a client whose store is slow holds up no other.
    private static let clientsAtOnce = 16

    init() {
        (clients, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.mostWaiting))
    }

    func note(_ client: ClientID) { continuation.yield(client) }

    /// Runs until cancelled.
    func fill(from directory: Directory, by recovery: Recovery, _ changes: LogChanges) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await id in clients {
                guard let client = directory.client(id) else { continue }
                if running == Self.clientsAtOnce {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask { await Self.fill(client, recovery, changes) }
            }
        }
    }

    private static func fill(_ client: Client, _ recovery: Recovery, _ changes: LogChanges) async {
        let what = "put the items of client \(client.id) into line again"
        do throws(StoreFailure) {
            _ = try await recovery.queueStrays(client, as: RandomIdentifier.make())
            changes.worked(what)
        } catch {
            changes.failed(what, error.description)
        }
    }
}
