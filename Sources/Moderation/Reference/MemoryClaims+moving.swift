extension MemoryClaims: MovableLine {
    package func close(_ client: Client, before epoch: Int64) async throws(StoreFailure) -> ClosedLine? {
        look(client) { queue, _ in queue.close(before: epoch) }.map { ClosedLine(held: $0) }
    }

    package func begin(
        _ client: Client,
        epoch: Int64,
        behind closed: ClosedLine,
        with adopted: [AdoptedItem]
    ) async throws(StoreFailure) {
        look(client) { queue, now in queue.begin(epoch, with: adopted, now: now) }
    }

    package func clear(_ client: Client, before epoch: Int64) async throws(StoreFailure) {
        look(client) { queue, _ in if queue.isClosed, queue.epoch < epoch { queue.clear() } }
    }
}
