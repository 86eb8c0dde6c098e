package import Moderation
import Synchronization

/// Keeps epochs, and what was reported as lost, in memory: all that a claim store needs of the system of record.
package final class EpochRecords: LineRecords {
    private let epochs = Mutex<[ClientID: Int64]>([:])
    private let questions = Atomic(0)
    private let lost = Mutex<[PostID]>([])

    package init() {}

    /// Posts that were marked as standing in no line, in the order of the marks.
    package var reportedLost: [PostID] { lost.withLock { $0 } }

    /// How often an epoch was asked for.
    package var timesAsked: Int { questions.load(ordering: .relaxed) }

    package func epoch(of client: ClientID) async throws(StoreFailure) -> Int64 {
        questions.add(1, ordering: .relaxed)
        // Others get their turn meanwhile, as they do while a database is asked.
        await Task.yield()
        return epochs.withLock { $0[client, default: 1] }
    }

    package func raiseEpoch(of client: Client, from epoch: Int64) async throws(StoreFailure) -> Int64 {
        epochs.withLock { epochs in
            if epochs[client.id, default: 1] == epoch { epochs[client.id] = epoch + 1 }
            return epochs[client.id, default: 1]
        }
    }

    package func markLost(_ posts: [PostID], client: ClientID) async {
        lost.withLock { $0 += posts }
    }
}
