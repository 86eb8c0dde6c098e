import EventLoop
import Foundation
import HTTPClient
import Moderation
import RedisClient
import TestSupport

/// One run: sets everything up, lets both sides take turns, looks at the effect of the backlog.
struct Benchmark {
    private let options: BenchOptions
    private let server: ServerUnderTest
    private let target: ClaimTarget
    private let http: HTTPSide
    private let redis: RedisSide
    private let redisProcess: Int32

    /// Claims of the short turns that find out how many a turn should make.
    private static let calibration = 5_000
    private static let mostClaims = 400_000
    /// Claims at each size of the backlog: so many at a time, and as many items put into line again after them.
    private static let backlogClaims = 250
    private static let backlogTurns = 8

    static func run(_ options: BenchOptions) async throws -> Report {
        let command = ModPilotCommand(options)
        let client = uniqueName("bench")
        Terminal.error("adding client \(client), starting modpilot")
        _ = try await command.run([
            "client", "add", client, "--lease", String(ClaimTarget.lease / 1_000),
            "--max-claims", String(ClaimTarget.maxClaims),
        ])
        let printed = try await command.run(["token", "issue", "--client", client, "--role", "service"])
        let token = printed.trimmingCharacters(in: .whitespacesAndNewlines)
        let server = try await command.serve()
        let loop = try EventLoop(name: "bench")
        defer { loop.stop() }
        let connection = try RedisConnection(try RedisURL(options.redisURL), on: loop)
        try await open(server.port, token)
        let target = try await ClaimTarget(client: ClientID(client), token: token, redis: connection)
        let benchmark = Benchmark(
            options: options,
            server: server,
            target: target,
            http: HTTPSide(port: server.port, token: token, loop: loop),
            redis: RedisSide(target: target),
            redisProcess: try await processID(of: connection)
        )
        let report = try await benchmark.measure()
        await connection.close()
        try await server.stop()
        if !server.log.isEmpty { Terminal.error("modpilot said:\n\(server.log.suffix(2_000))") }
        return report
    }

    /// The first claim, which finds nothing, makes the server open the client in Redis.
    private static func open(_ port: UInt16, _ token: String) async throws {
        let answer = try await HTTPProbe(port: port, timeout: .seconds(10)).call(
            "GET",
            "/api/v1/moderation/pending",
            headers: ["Authorization": "Bearer \(token)", "X-Moderator-Id": "first"]
        )
        guard answer.status == 200 else { throw BenchFailure.failed("the first claim was answered \(answer)") }
    }

    private static func processID(of redis: RedisConnection) async throws -> Int32 {
        let info = try await redis.send(["INFO", "server"]).string ?? ""
        let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("process_id:") }
        return line.flatMap { Int32($0.dropFirst("process_id:".count)) } ?? 0
    }

    private func measure() async throws -> Report {
        let before = ProcessUsage(of: server.processID)
        let claims = try await claimsOfATurn()
        let waiting = claims + claims / 10
        var report = Report(
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
        let after = ProcessUsage(of: server.processID)
        report.memory = .init(
            start: before.residentBytes,
            end: after.residentBytes,
            peak: after.peakResidentBytes
        )
        for size in options.backlogs {
            let point = try await backlogPoint(size)
            Terminal.error("\(size) waiting: HTTP p50 \(Report.milliseconds(point.p50))")
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
        let start = Usages(self)
        var turn = try await take(claims)
        let end = Usages(self)
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
    private func backlogPoint(_ size: Int) async throws -> Report.BacklogPoint {
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

        init(_ benchmark: Benchmark) {
            server = ProcessUsage(of: benchmark.server.processID).processorSeconds
            redis = ProcessUsage(of: benchmark.redisProcess).processorSeconds
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
