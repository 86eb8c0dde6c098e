import EventLoop

/// What a `RedisConnection` is on its loop: the link, the commands that wait for it and those that wait for
/// replies. `ReconnectMachine` decides; this acts.
///
/// Replies are paired with commands by their order alone. So a command that times out takes the connection
/// with it: its reply may still come, and a socket that has been silent for that long is better made anew,
/// whether Redis hangs, its host vanished or a script runs for ever.
final class ConnectionCore: LinkOwner {
    typealias Hook = @Sendable (RedisConnection) async throws -> Void

    let loop: EventLoop
    let url: RedisURL
    let options: RedisOptions
    let counter: ConnectionCounter
    let hook: Hook?
    var scripts: [RedisScript]
    /// Unowned by the core: its end is what closes the core.
    weak var connection: RedisConnection?

    var machine: ReconnectMachine
    var link: HiredisLink?
    var dial: Dial?
    var retryTimer: LoopTimer?
    var setup: Task<Void, Never>?
    var setupTimer: LoopTimer?
    var connectWaiters: [Waiter<Result<Void, RedisError>>] = []
    var closeWaiters: [Waiter<Void>] = []
    var closeTimer: LoopTimer?
    var isClosed = false
    let lookup: HostLookup?

    private var encoder = CommandEncoder()
    private var ends: [Int] = []
    private var inFlight = RingBuffer<PendingCommand>()
    private var waiting = RingBuffer<WaitingCommand>()
    private var pendingBytes = 0
    private var watchdog: LoopTimer?
    private var watchdogDeadline = UInt64.max

    init(
        _ url: RedisURL,
        on loop: EventLoop,
        options: RedisOptions,
        counter: ConnectionCounter,
        scripts: [RedisScript],
        hook: Hook?
    ) {
        self.url = url
        self.loop = loop
        self.options = options
        self.counter = counter
        self.scripts = scripts
        self.hook = hook
        machine = ReconnectMachine(backoff: options.backoff)
        lookup = if case .tcp(let host, _) = url.endpoint { HostLookup(host, on: loop) } else { nil }
    }

    var hasPending: Bool { !inFlight.isEmpty }

    // MARK: - Commands

    func submit(
        _ command: RedisCommand,
        within limit: TimeLimit,
        on number: Int?,
        setup: SetupMark?,
        _ waiter: Waiter<RedisResult>
    ) {
        if let number, !machine.isReady(number) {
            return waiter.resume(.failure(.replaced(address: url.address)))
        }
        encoder.reset()
        command.encode(into: &encoder)
        let end = encoder.bytes.count
        encoder.terminate()
        let target = ReplyTarget.single(waiter)
        do throws(RedisError) {
            if try admit(1, within: limit, setup: setup) {
                transmit(PendingCommand(target: target, limit: limit, byteCount: end), encoder.bytes, 0..<end)
            } else {
                enqueue(PendingCommand(target: target, limit: limit, byteCount: end), encoder.bytes)
            }
        } catch {
            target.settle(.failure(error))
        }
    }

    func submit(
        _ commands: [RedisCommand],
        within limit: TimeLimit,
        setup: SetupMark?,
        _ waiter: Waiter<Result<[RedisValue], RedisError>>
    ) {
        encoder.reset()
        ends.removeAll(keepingCapacity: true)
        for command in commands {
            command.encode(into: &encoder)
            ends.append(encoder.bytes.count)
        }
        encoder.terminate()
        do throws(RedisError) {
            let mustSend = try admit(commands.count, within: limit, setup: setup)
            let batch = ReplyBatch(count: commands.count, waiter)
            var start = 0
            for (index, end) in ends.enumerated() {
                let pending = PendingCommand(
                    target: .batch(batch, index),
                    limit: limit,
                    byteCount: end - start
                )
                if mustSend {
                    transmit(pending, encoder.bytes, start..<end)
                } else {
                    enqueue(pending, encoder.bytes[start..<end] + [0])
                }
                start = end
            }
        } catch {
            // No batch was made, so this is the only one to resume it.
            waiter.resume(.failure(error))
        }
    }

    /// Whether to send what stands in the encoder now (or to keep it until the connection is ready).
    private func admit(_ count: Int, within limit: TimeLimit, setup: SetupMark?) throws(RedisError) -> Bool {
        guard MonotonicClock.nanoseconds() < limit.deadline else {
            throw .timedOut(address: url.address, after: limit.duration, maybeExecuted: false)
        }
        guard inFlight.count + waiting.count + count <= options.maximumPendingCommands,
            pendingBytes + encoder.bytes.count <= options.maximumPendingBytes
        else { throw .overloaded(address: url.address) }
        switch machine.admit(setup: setupNumber(setup)) {
        case .send: return true
        case .wait: return false
        case .dialAndWait:
            beginDial()
            return false
        case .refuse(let reason): throw .unavailable(address: url.address, reason: reason)
        case .closed: throw .closed
        }
    }

    /// The number of the connection that the caller prepares, if it does.
    private func setupNumber(_ mark: SetupMark?) -> Int? {
        guard machine.phase == .preparing, let mark = mark ?? SetupMark.current, let connection else { return nil }
        return mark.connection == ObjectIdentifier(connection) ? mark.number : nil
    }

    private func transmit(_ command: PendingCommand, _ bytes: [UInt8], _ range: Range<Int>) {
        guard link?.send(bytes, range) == true else {
            return command.target.settle(.failure(unavailable("the connection is closing")))
        }
        pendingBytes += command.byteCount
        inFlight.append(command)
        watch(command.limit.deadline)
    }

    private func enqueue(_ command: PendingCommand, _ bytes: [UInt8]) {
        pendingBytes += command.byteCount
        waiting.append(WaitingCommand(command: command, bytes: bytes))
        watch(command.limit.deadline)
    }

    func sendWaiting() {
        for entry in waiting.takeAll() {
            pendingBytes -= entry.command.byteCount
            transmit(entry.command, entry.bytes, 0..<(entry.bytes.count - 1))
        }
    }

    func failWaiting(_ error: RedisError) {
        for entry in waiting.takeAll() {
            pendingBytes -= entry.command.byteCount
            entry.command.target.settle(.failure(error))
        }
    }

    func failInFlight(_ error: RedisError) {
        for command in inFlight.takeAll() {
            pendingBytes -= command.byteCount
            command.target.settle(.failure(error))
        }
    }

    func unavailable(_ reason: String) -> RedisError {
        .unavailable(address: url.address, reason: reason)
    }

    func linkReceived(_ value: RedisValue) {
        guard let command = inFlight.popFirst() else { return }
        pendingBytes -= command.byteCount
        machine.replied()
        command.target.settle(.success(value))
        if case .closed = machine.phase, inFlight.isEmpty { return finishClosing() }
        if case .error(let error) = value, error.meaning?.leavesConnection == true { leave(because: error.message) }
    }

    // MARK: - Deadlines

    /// One timer for all commands, at the earliest deadline that it was set for. It fires once per time limit,
    /// not once per command.
    private func watch(_ deadline: UInt64) {
        guard deadline < watchdogDeadline else { return }
        watchdog?.cancel()
        watchdogDeadline = deadline
        let now = MonotonicClock.nanoseconds()
        let bound = LoopBound(self, on: loop)
        let wait = Duration.nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0))
        watchdog = loop.schedule(after: wait) { bound.value.checkDeadlines() }
    }

    private func checkDeadlines() {
        watchdog = nil
        watchdogDeadline = .max
        let now = MonotonicClock.nanoseconds()
        dropLateWaiters(now)
        var earliest = UInt64.max
        inFlight.forEach { earliest = min(earliest, $0.limit.deadline) }
        if earliest <= now {
            giveUp(now)
        } else {
            waiting.forEach { earliest = min(earliest, $0.command.limit.deadline) }
            if earliest < .max { watch(earliest) }
        }
    }

    private func dropLateWaiters(_ now: UInt64) {
        var isAnyLate = false
        waiting.forEach { isAnyLate = isAnyLate || $0.command.limit.deadline <= now }
        guard isAnyLate else { return }
        for entry in waiting.takeAll() {
            if entry.command.limit.deadline > now {
                waiting.append(entry)
            } else {
                pendingBytes -= entry.command.byteCount
                entry.command.target.settle(.failure(timedOut(entry.command, maybeExecuted: false)))
            }
        }
    }

    /// A command had no reply in time.
    private func giveUp(_ now: UInt64) {
        link?.drop()
        link = nil
        for command in inFlight.takeAll() {
            pendingBytes -= command.byteCount
            let isLate = command.limit.deadline <= now
            command.target.settle(.failure(isLate ? timedOut(command, maybeExecuted: true) : lostWithOthers))
        }
        fail("a command had no reply in time", isSilent: true)
    }

    private func timedOut(_ command: PendingCommand, maybeExecuted: Bool) -> RedisError {
        .timedOut(address: url.address, after: command.limit.duration, maybeExecuted: maybeExecuted)
    }

    private var lostWithOthers: RedisError {
        .connectionLost(address: url.address, reason: "another command had no reply in time", maybeExecuted: true)
    }

    func stopWatching() {
        watchdog?.cancel()
        watchdog = nil
        watchdogDeadline = .max
    }
}
