import MongoClient

/// Writes marks together: those that came in within 100 ms.
///
/// Losing marks is harmless, which is why they wait in memory, need no journal, and are dropped beyond a limit. A
/// decision that is not marked as published is published again by `Recovery`, which the claim store answers
/// as done before; a round that is not marked as queued is found in line by `Recovery`, and marked again.
struct MarkBatch: Sendable {
    private let batch: WriteBatch<Writer>

    /// - Parameters:
    ///   - pause: How long the first mark waits for others.
    ///   - limit: How many items' marks may wait; further ones are dropped.
    init(mongo: MongoClient, collection: String, pause: Duration = .milliseconds(100), limit: Int = 10_000) {
        batch = WriteBatch(Writer(mongo: mongo, collection: collection), pause: pause, limit: limit)
    }

    func add(_ mark: Mark) { batch.add(mark) }

    /// Returns when everything that was added before is written, or could not be.
    func flush() async { await batch.flush() }

    /// The same, for so long at most.
    func flush(within time: Duration) async { _ = await batch.flush(within: time) }

    /// Writes what waits, once. Later marks are dropped, and no task is left.
    func close() async { await batch.close() }

    private struct Writer: BatchWriter {
        let mongo: MongoClient
        let collection: String

        static let mostInOneCommand = 500
        private static let timeout: Duration = .seconds(5)

        func weight(of mark: Mark) -> Int { mark.items }

        func write(_ marks: ArraySlice<Mark>) async -> Bool {
            do {
                try await mongo.update(
                    in: collection,
                    marks.map(\.update),
                    ordered: false,
                    writeConcern: marks.allSatisfy(\.canBeLost) ? .acknowledged : .majority(),
                    timeout: Self.timeout
                )
                return true
            } catch {
                return false
            }
        }

        func isWorthAnotherTry(_ mark: Mark) -> Bool { !mark.canBeLost }

        func lost(_ count: Int) {}
    }
}
