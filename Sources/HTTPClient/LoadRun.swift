import EventLoop
import Glibc

/// One run of load: all its connections on one event loop.
///
/// Thread safety: made and handed to its loop once; everything after that happens on the loop's thread.
final class LoadRun: @unchecked Sendable {
    let plan: LoadPlan
    let loop: EventLoop
    /// What a connection has just received: one for all, as they take turns.
    private(set) var buffer = [UInt8](repeating: 0, count: 65_536)

    private let countedStart: [UInt8]
    private var connections: [LoadConnection] = []
    private var begun = 0
    private var startedAt: UInt64 = 0
    private var result = LoadResult(countedAt: [], elapsed: 0, latencies: [])
    private var done: (@Sendable (Result<LoadResult, LoadError>) -> Void)?
    private var timer: LoopTimer?

    init(_ plan: LoadPlan, on loop: EventLoop, done: @escaping @Sendable (Result<LoadResult, LoadError>) -> Void) {
        self.plan = plan
        self.loop = loop
        self.done = done
        countedStart = Array(plan.countedStart.utf8)
        result.latencies.reserveCapacity(plan.requests)
        result.countedAt.reserveCapacity(plan.requests)
    }

    /// Connects, then sends the first request of each connection; `done` is called once, on the loop.
    func start() {
        do throws(LoadError) {
            for _ in 0..<min(plan.connections, plan.requests) { connections.append(try LoadConnection(self)) }
            timer = loop.schedule(after: plan.timeLimit) { [self] in fail(.tooSlow(answered: result.latencies.count)) }
            startedAt = MonotonicClock.nanoseconds()
            for connection in connections { try next(connection, at: MonotonicClock.nanoseconds()) }
        } catch {
            fail(error)
        }
    }

    /// As `recv`, into `buffer`.
    func receive(from descriptor: Int32) -> Int {
        unsafe buffer.withUnsafeMutableBytes { bytes in
            // The kernel writes at most the buffer's length.
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, SocketFlags.receive)
        }
    }

    func answered(
        _ connection: LoadConnection,
        after latency: UInt64,
        _ body: Span<UInt8>,
        at now: UInt64
    ) {
        result.latencies.append(latency)
        if counts(body) { result.countedAt.append(now) }
        guard result.latencies.count < plan.requests else {
            result.elapsed = now - startedAt
            finish(.success(result))
            return
        }
        do throws(LoadError) {
            try next(connection, at: now)
        } catch {
            fail(error)
        }
    }

    func fail(_ error: LoadError) { finish(.failure(error)) }

    private func next(_ connection: LoadConnection, at now: UInt64) throws(LoadError) {
        guard begun < plan.requests else { return }
        begun += 1
        try connection.send(plan.firstNumber + begun - 1, at: now)
    }

    private func counts(_ body: Span<UInt8>) -> Bool {
        guard body.count >= countedStart.count else { return false }
        for index in countedStart.indices where body[index] != countedStart[index] { return false }
        return true
    }

    private func finish(_ outcome: Result<LoadResult, LoadError>) {
        guard let done else { return }
        self.done = nil
        timer?.cancel()
        timer = nil
        for connection in connections { connection.close() }
        connections = []
        done(outcome)
    }
}
