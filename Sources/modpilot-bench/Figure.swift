/// What a run measures.
enum Figure: Sendable, Equatable {
    /// Claims per second over HTTP, beside redis-benchmark.
    case claims
    /// Redis memory of the items of a file.
    case memory(file: String)
    /// A claim's latency with so many streams that hold items.
    case streams([Int])
    /// What so many calls cost that wait.
    case parked(Int)
    /// Redis memory with so many pending items, beside as many as the window takes.
    case backlogMemory(Int)
    /// Claims per second on MongoDB alone.
    case mongoTier

    func measure(_ options: BenchOptions) async throws -> any Report {
        switch self {
        case .claims: try await ClaimRate.run(options)
        case .memory(let file): try await ItemMemory.run(file, options)
        case .streams(let counts): try await StreamLatency.run(counts, options)
        case .parked(let count): try await ParkedWaiters.run(count, options)
        case .backlogMemory(let count): try await WindowMemory.run(count, options)
        case .mongoTier: try await MongoTier.run(options)
        }
    }
}
