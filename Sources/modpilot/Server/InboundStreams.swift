import Ingestion
import Moderation
import ModerationAPI

/// Takes in what producers put into the streams of one Redis. Every server does it for every client; whoever asks first gets
/// an entry.
///
/// Which of its clients have anything is asked for all of them in one go. Then a few are served at once, each for a few batches,
/// so that a producer that sends millions holds up nobody else's.
struct InboundStreams: Sendable {
    let intake: StreamIntake
    let place: Place
    let clients: ClientPlaces
    let metrics: APIMetrics
    let changes: LogChanges

    private static let lookEvery: Duration = .milliseconds(300)
    private static let clientsAtOnce = 4
    private static let batchesInOneTurn = 8

    private enum Turn {
        case done, more, failed
    }

    /// Runs until cancelled.
    func run() async {
        var resting = Resting<ClientID>()
        while !Task.isCancelled {
            let turns = await takeTurns(among: clients.clients(at: place).filter { resting.isOver(for: $0.id) })
            for (client, turn) in turns {
                if turn == .failed { resting.begin(for: client) } else { resting.end(for: client) }
            }
            // Who has more goes on at once.
            if !turns.values.contains(.more) { try? await Task.sleep(for: Self.lookEvery) }
        }
    }

    private func takeTurns(among clients: [Client]) async -> [ClientID: Turn] {
        let waiting: [Client]
        let what = "look into the streams of verdicts of \(place)"
        do throws(StoreFailure) {
            waiting = try await intake.waiting(among: clients)
            changes.worked(what)
        } catch {
            changes.failed(what, error.description)
            return [:]
        }
        return await withTaskGroup(of: (ClientID, Turn).self) { group in
            var next = waiting.makeIterator()
            func startOne() {
                guard let client = next.next() else { return }
                group.addTask { (client.id, await takeTurn(of: client)) }
            }
            for _ in 0..<Self.clientsAtOnce { startOne() }
            var turns: [ClientID: Turn] = [:]
            for await (client, turn) in group {
                turns[client] = turn
                startOne()
            }
            return turns
        }
    }

    private func takeTurn(of client: Client) async -> Turn {
        let what = "take in the stream of client \(client.id)"
        do throws(StoreFailure) {
            for _ in 0..<Self.batchesInOneTurn where !Task.isCancelled {
                let report = try await intake.takeBatch(for: client)
                metrics.count(report)
                if let failure = report.failure { throw failure }
                changes.worked(what)
                if report.isEmpty { return .done }
            }
            return .more
        } catch {
            changes.failed(what, error.description)
            return .failed
        }
    }
}
