import EventLoop
import HTTPClient
import RedisClient
import TestSupport

/// What calls cost that wait: as many kept-alive connections, each with a claim of another moderator in flight and nothing
/// to be claimed.
struct ParkedWaiters {
    private let rig: Rig
    private let count: Int
    private let window: Duration

    /// What one address can connect to one port, and a server of 20,000 connections takes.
    static let most = 15_000
    /// The longest wait that a call may ask for, in seconds.
    private static let wait = 30
    private static let wholeWindow: Duration = .seconds(20)
    private static let quickWindow: Duration = .seconds(2)
    private static let items = 10
    private static let pause: Duration = .milliseconds(100)

    static func run(_ count: Int, _ options: BenchOptions) async throws -> ParkedReport {
        let files = count + 1_000
        guard ProcessControl.raiseOpenFileLimit(to: files) >= files else {
            throw BenchFailure.failed(
                "\(count) connections need \(files) open files: raise `ulimit -Hn`, or park fewer"
            )
        }
        return try await Rig.run(options) { rig in
            let window = options.isQuick ? quickWindow : wholeWindow
            return try await ParkedWaiters(rig: rig, count: count, window: window).measure()
        }
    }

    private func measure() async throws -> ParkedReport {
        let target = rig.targets[0]
        Terminal.error("measuring without waiters for \(window)")
        let idle = try await watch()
        Terminal.error("parking \(count) calls")
        let http = rig.http(target, wait: Self.wait)
        // All are sent at once, and none is sent again when its wait is over: then the run ends.
        async let answers = http.send(count, connections: count)
        let begun = ContinuousClock.now
        try await parks(count)
        let parked = try await watch()
        try await parks(count)
        let sent = try await putItems(Backlog(target: target))
        guard ContinuousClock.now - begun < .seconds(Self.wait) else {
            throw BenchFailure.failed(
                "the first waits ended before all was measured: park fewer, or let nothing else run"
            )
        }
        Terminal.error("until the other waits end")
        let result = try await answers
        let claims = try await target.liveClaims()
        guard result.counted == sent.count, claims == sent.count else {
            throw BenchFailure.failed(
                "\(sent.count) items were given to \(result.counted) calls, \(claims) are claimed"
            )
        }
        let delays = zip(sent, result.countedAt).map { Double(Int64($1) - Int64($0)) / 1e6 }
        return ParkedReport(
            waiters: count,
            seconds: window / .seconds(1),
            idle: idle,
            parked: parked,
            answers: delays.count,
            firstAnswer: delays[0],
            medianAnswer: Quantiles(delays).median,
            slowestAnswer: delays.max() ?? 0
        )
    }

    /// What the server uses and asks Redis for, for as long as the window is.
    private func watch() async throws -> ParkedReport.Use {
        let commands = try await rig.redis.info("stats", "total_commands_processed")
        let server = ProcessUsage(of: rig.server.processID)
        let redis = ProcessUsage(of: rig.redisProcess)
        let start = ContinuousClock.now
        try await Task.sleep(for: window)
        let serverNow = ProcessUsage(of: rig.server.processID)
        let redisNow = ProcessUsage(of: rig.redisProcess)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let commandsNow = try await rig.redis.info("stats", "total_commands_processed")
        return ParkedReport.Use(
            serverPercent: (serverNow.processorSeconds - server.processorSeconds) / seconds * 100,
            redisPercent: (redisNow.processorSeconds - redis.processorSeconds) / seconds * 100,
            commandsPerSecond: Double(commandsNow - commands) / seconds,
            residentBytes: serverNow.residentBytes
        )
    }

    /// Waits until so many calls wait.
    private func parks(_ count: Int) async throws {
        let probe = HTTPProbe(port: rig.server.port, timeout: .seconds(5))
        try await eventually("\(count) calls wait", within: .seconds(Self.wait), every: .milliseconds(100)) {
            try await probe.call("GET", "/metrics").text.contains("\nmodpilot_parked_calls \(count)\n")
        }
    }

    /// Puts items into line one by one, and tells when.
    private func putItems(_ backlog: Backlog) async throws -> [UInt64] {
        var sent: [UInt64] = []
        for _ in 0..<min(Self.items, count) {
            sent.append(MonotonicClock.nanoseconds())
            try await backlog.add(1)
            try await Task.sleep(for: Self.pause)
        }
        return sent
    }
}
