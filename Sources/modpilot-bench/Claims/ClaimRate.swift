import HTTPClient

/// Claims per second: lets both sides take turns, then looks at the effect of the backlog.
struct ClaimRate {
    private let options: BenchOptions
    private let rig: Rig
    private let target: ClaimTarget
    private let http: HTTPSide
    private let redis: RedisSide

    /// Claims of the short turns that find out how many a turn should make.
    private static let calibration = 5_000
    private static let mostClaims = 400_000
    /// Claims at each size of the backlog: so many at a time, and as many items put into line again after them.
    private static let backlogClaims = 250
    private static let backlogTurns = 8

    static func run(_ options: BenchOptions) async throws -> ClaimReport {
        try await Rig.run(options) { rig in
            let target = rig.targets[0]
            return try await ClaimRate(
                options: options,
                rig: rig,
                target: target,
                http: rig.http(target),
                redis: RedisSide(target: target)
            ).measure()
        }
    }

    private func measure() async throws -> ClaimReport {
        let before = ProcessUsage(of: rig.server.processID)
        let claims = try await claimsOfATurn()
        let waiting = claims + claims / 10
        var report = ClaimReport(
            connections: options.connections,
            claimsOfATurn: claims,
            waiting: waiting,
            leaseSeconds: Int(ClaimTarget.lease / 1_000)
        )
        for round in 1...options.rounds {
            let overHTTP = try await turn(claims, of: waiting, takeHTTP)
            let direct = try await turn(claims, of: waiting, takeRedis)
            Terminal.error(
                "round \(round) of \(options.rounds): HTTP \(Int(overHTTP.claimsPerSecond)) claims/s, "
                    + "redis-benchmark \(Int(direct.claimsPerSecond)) claims/s"
            )
            report.http.append(overHTTP)
            report.redis.append(direct)
        }
        let after = ProcessUsage(of: rig.server.processID)
        report.memory = .init(
            start: before.residentBytes,
            end: after.residentBytes,
            peak: after.peakResidentBytes
        )
        for size in options.backlogs {
            let point = try await backlogPoint(size)
            Terminal.error("\(size) waiting: HTTP p50 \(Format.milliseconds(point.p50))")
            report.backlogs.append(point)
        }
        return report
    }

    /// Lets both sides warm up, and finds how many claims over HTTP take as long as a turn should.
    private func claimsOfATurn() async throws -> Int {
        Terminal.error("warming up")
        let first = try await turn(Self.calibration, of: Self.calibration, takeRedis)
        let second = try await turn(Self.calibration, of: Self.calibration, takeHTTP)
        guard first.claims > 0 else { throw BenchFailure.failed("redis-benchmark made no claim") }
        let claims = Int(second.claimsPerSecond * options.seconds)
        return min(max(claims / 1_000 * 1_000, Self.calibration), Self.mostClaims)
    }

    /// Makes the backlog anew, lets one side claim, and has Redis count the claims.
    private func turn(
        _ claims: Int,
        of waiting: Int,
        _ take: (Int) async throws -> Turn
    ) async throws -> Turn {
        try await Backlog(target: target).make(waiting)
        let start = Usages(rig)
        var turn = try await take(claims)
        let end = Usages(rig)
        let made = try await target.liveClaims()
        // Over HTTP every moderator is another; redis-benchmark may draw one twice, who is then given no new claim.
        let isHTTP = turn.claims == claims
        guard isHTTP ? made == claims : made > claims * 99 / 100 else {
            throw BenchFailure.failed("\(claims) claims were asked for, and Redis counts \(made)")
        }
        turn.claims = made
        turn.processor = end.since(start, claims: made)
        return turn
    }

    private func takeHTTP(_ claims: Int) async throws -> Turn {
        let result = try await http.claim(claims, connections: options.connections)
        let latency = result.milliseconds
        return Turn(claims: result.counted, seconds: result.seconds, p50: latency(0.5), p99: latency(0.99))
    }

    private func takeRedis(_ claims: Int) async throws -> Turn {
        let line = try await redis.claim(claims, connections: options.connections)
        return Turn(
            claims: 0,
            seconds: Double(claims) / line.requestsPerSecond,
            p50: line.p50,
            p99: line.p99
        )
    }

    /// The latency that one connection sees while about so many items wait.
    private func backlogPoint(_ size: Int) async throws -> ClaimReport.BacklogPoint {
        Terminal.error("putting \(size) items into line")
        try await Backlog(target: target).make(size)
        var latencies: [Double] = []
        for _ in 0..<Self.backlogTurns {
            let result = try await http.claim(Self.backlogClaims, connections: 1)
            latencies += result.latencies.map { Double($0) / 1e6 }
            try await Backlog(target: target).add(Self.backlogClaims)
        }
        let latency = Quantiles(latencies)
        return .init(waiting: size, claims: latencies.count, p50: latency(0.5), p99: latency(0.99))
    }

    /// What all have used up to now.
    private struct Usages {
        let server: Double
        let redis: Double
        let machine: Double

        init(_ rig: Rig) {
            server = ProcessUsage(of: rig.server.processID).processorSeconds
            redis = ProcessUsage(of: rig.redisProcess).processorSeconds
            machine = ProcessUsage.machineSeconds
        }

        func since(_ start: Usages, claims: Int) -> Turn.ProcessorTime {
            let scale = 1e6 / Double(max(1, claims))
            return Turn.ProcessorTime(
                server: (server - start.server) * scale,
                redis: (redis - start.redis) * scale,
                machine: (machine - start.machine) * scale
            )
        }
    }
}
