/// How much the figure of streams measures.
struct StreamPlan: Sendable {
    /// Items in line of each client at all times, or up to two turns' claims fewer.
    let waiting: Int
    let turns: Int
    /// Claims of a turn over HTTP, and as many by redis-benchmark.
    let claims: Int

    static let mostStreams = 400

    // The smallest queue, a hundredth of what waits, holds what both take in a turn, and every stream more than one item.
    static let whole = StreamPlan(waiting: 40_000, turns: 40, claims: 100)
    static let quick = StreamPlan(waiting: 8_000, turns: 2, claims: 20)
}
