import HTTPClient
import Moderation
import RedisClient
import TestSupport

/// One client whose items are spread over so many streams.
struct StreamCase {
    let streams: Int
    private let plan: StreamPlan
    private let target: ClaimTarget
    private let backlog: Backlog
    /// Of the queue that is claimed from.
    private let refill: Backlog
    private let http: HTTPSide
    private let redis: RedisSide
    private var latencies: [Double] = []
    private var direct: [RedisBenchmarkLine] = []
    private var script = ScriptTime(calls: 0, microseconds: 0)

    init(_ streams: Int, _ plan: StreamPlan, _ target: ClaimTarget, _ rig: Rig) {
        self.streams = streams
        self.plan = plan
        self.target = target
        let lines = Self.lines(streams)
        backlog = Backlog(target: target, lines: lines)
        refill = Backlog(target: target, lines: lines.filter { $0.queue == .default })
        http = rig.http(target)
        redis = RedisSide(target: target)
    }

    /// Four priorities a queue; the first stream is that of `default` and `normal`.
    private static func lines(_ streams: Int) -> [Backlog.Line] {
        let priorities: [Priority] = [.normal, .urgent, .high, .low]
        return (0..<streams).map { number in
            let queue = number < 4 ? QueueName.default : QueueName(stored: "queue-\(number / 4)")
            return Backlog.Line(queue: queue, priority: priorities[number % 4])
        }
    }

    /// Puts everything into line.
    func prepare() async throws { try await backlog.make(plan.waiting) }

    /// Claims on both ways, and puts as many items into line again.
    mutating func takeTurn() async throws {
        let answers = try await http.claim(plan.claims, connections: 1)
        latencies += answers.latencies.map { Double($0) / 1e6 }
        let before = try await ScriptTime(in: target.redis)
        direct.append(try await redis.claim(plan.claims, connections: 1))
        script += try await ScriptTime(in: target.redis) - before
        try await refill.add(2 * plan.claims)
    }

    /// Has Redis count the claims and the streams, and tells what was seen.
    func result() async throws -> StreamReport.Row {
        let claims = 2 * plan.claims * plan.turns
        let made = try await target.liveClaims()
        // redis-benchmark may draw a moderator twice, who is then given no new claim.
        guard made <= claims, made > claims * 99 / 100 else {
            throw BenchFailure.failed("\(claims) claims were asked for, and Redis counts \(made)")
        }
        let filled = try await backlog.filledStreams()
        guard filled == streams else { throw BenchFailure.failed("\(filled) streams hold items instead of \(streams)") }
        let latency = Quantiles(latencies)
        return StreamReport.Row(
            streams: streams,
            httpP50: latency(0.5),
            httpP99: latency(0.99),
            redisP50: Quantiles(direct.map(\.p50)).median,
            redisP99: Quantiles(direct.map(\.p99)).median,
            scriptMicroseconds: script.mean
        )
    }
}
