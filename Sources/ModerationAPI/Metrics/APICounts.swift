/// The numbers behind `APIMetrics`.
struct APICounts: Sendable {
    /// Of one route.
    struct Requests: Sendable {
        /// By the first digit of the status, from 1.
        var classes = [Int](repeating: 0, count: 5)
        /// How many took at most this long, each counted in its first bucket; the last one has no bound.
        var buckets = [Int](repeating: 0, count: APICounts.bounds.count + 1)
        var seconds = 0.0
    }

    /// Upper bounds of the latency buckets, in seconds.
    static let bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

    /// In the order of `Route.all`; the last for what fitted none.
    var requests = [Requests](repeating: Requests(), count: Route.all.count + 1)
    var counters = [Int](repeating: 0, count: APIMetrics.Counter.allCases.count)
    var refusals: [ProblemCode: Int] = [:]

    mutating func end(route: Int, status: Int, elapsed: Duration) {
        let seconds = elapsed / .seconds(1)
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        requests[route].classes[min(max(status / 100, 1), 5) - 1] += 1
        requests[route].buckets[bucket] += 1
        requests[route].seconds += seconds
    }

    func count(of counter: APIMetrics.Counter) -> Int { counters[counter.rawValue] }
}
