extension MemoryClaims: MovableLine {
    package var keepsPayloads: Bool { true }

    package func serves(_ client: Client, in epoch: Int64) async throws(StoreFailure) -> Bool {
        look(client) { queue, _ in queue.epoch == epoch && !queue.isClosed }
    }

    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        look(client) { queue, now in
            queue.close(before: epoch).map {
                ClosedLine(held: $0, mark: "", clock: ClockReading(now, askedAt: .now), isWhole: true)
            }
        }
    }

    package func adopt(
        _ part: [AdoptedItem],
        isFirst: Bool,
        for client: Client,
        epoch: Int64,
        behind closed: ClosedLine
    ) async throws(StoreFailure) {
        look(client) { queue, _ in queue.adopt(part, isFirst: isFirst) }
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        adopted count: Int
    ) async throws(StoreFailure) {
        look(client) { queue, now in queue.begin(epoch, adopted: count, now: now) }
    }

    package func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure) {
        look(client) { queue, _ in if queue.isClosed, queue.epoch < epoch { queue.clear() } }
    }
}
