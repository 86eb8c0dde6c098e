package import EventLoop

/// One connection to Redis, pinned to one event loop.
///
/// It connects when the first command comes, or by `connect()`, and again whenever the connection is lost.
/// Any task may use it; a task that runs on its loop (`EventLoop.spawn`) does so without a hop, and commands
/// of one turn of the loop leave in one write. Many tasks share it: commands keep their order and each gets
/// its own reply.
///
/// What a command can meet is in `RedisError`; none waits longer than its time limit, whatever becomes of
/// Redis, and none ends earlier because its task is cancelled. A command that gets no reply in time ends the
/// connection, so others under way fail with it (`connectionLost`); a blocking command (`BLPOP`,
/// `XREAD BLOCK`) therefore needs a connection of its own.
///
/// Close it before its loop is stopped: a stopped loop answers nobody.
package final class RedisConnection: Sendable {
    package let loop: EventLoop
    package let url: RedisURL
    let core: LoopBound<ConnectionCore>
    private let options: RedisOptions
    private let counter = ConnectionCounter()
    let identity = KnownIdentity()

    /// Makes a connection without connecting.
    ///
    /// - Parameters:
    ///   - scripts: loaded into Redis on each connection, before all else.
    ///   - onConnected: runs on each connection before the commands of others are let through; its own
    ///     commands, and those of what it calls, pass. If it throws, the connection counts as failed.
    /// - Throws: `unsupported` for a `rediss://` URL: this build's hiredis has no TLS.
    package init(
        _ url: RedisURL,
        on loop: EventLoop,
        options: RedisOptions = RedisOptions(),
        scripts: [RedisScript] = [],
        onConnected: (@Sendable (RedisConnection) async throws -> Void)? = nil
    ) throws(RedisError) {
        ProcessControl.ignoreBrokenPipes()
        self.url = url
        self.loop = loop
        self.options = options
        core = LoopBound(
            giving: ConnectionCore(
                url,
                on: loop,
                options: options,
                counter: counter,
                scripts: scripts,
                hook: onConnected
            ),
            to: loop
        )
        let core = core
        loop.execute { [weak self] in core.value.connection = self }
    }

    deinit {
        let core = core
        loop.execute { core.value.close(within: .zero, nil) }
    }

    var learnsIdentity: Bool { options.learnsIdentity }

    /// Rises with each connection made, from 0: what was learnt from an earlier one no longer holds.
    package var connectionNumber: Int { counter.value }

    /// Connects now and waits until commands are let through; in a wait between attempts it does not wait for
    /// the next one.
    /// - Throws: `unavailable` with what the attempt failed on, `closed`.
    package func connect() async throws(RedisError) {
        let result = await Waiter<Result<Void, RedisError>>.wait { waiter in
            onLoop { core in core.connect(waiter) }
        }
        try result.get()
    }

    /// The identity of the Redis to which the newest connection leads, or led; nil before the first one, and where the options
    /// don't say `learnsIdentity`.
    package var knownIdentity: String? { identity.value?.text }

    /// Ends the connection that there is, if any, and makes another one, which may lead elsewhere. Commands under way fail with
    /// `connectionLost`.
    package func reconnect(because reason: String) {
        onLoop { core in core.leave(because: reason) }
    }

    /// Adds scripts that are loaded on each connection made from now on; `evaluate` needs no such thing, it
    /// only saves it a round trip.
    package func register(_ scripts: [RedisScript]) {
        onLoop { core in core.scripts += scripts }
    }

    /// Refuses new commands, waits at most `grace` for the replies of those under way, then disconnects; what
    /// is still without reply fails with `connectionLost`. A closed connection stays closed.
    package func close(within grace: Duration = .seconds(2)) async {
        await Waiter<Void>.wait { waiter in
            onLoop { core in core.close(within: grace, waiter) }
        }
    }

    private func onLoop(_ body: @escaping @Sendable (ConnectionCore) -> Void) {
        if let core = core.valueIfCurrent {
            body(core)
        } else {
            loop.execute { [core] in body(core.value) }
        }
    }

    // MARK: - Commands

    /// Sends one command and waits for its reply.
    /// - Parameter timeout: how long that may take; the options' `commandTimeout` unless told.
    /// - Throws: also when Redis replies with an error (`reply`).
    package func send(_ command: [String], timeout: Duration? = nil) async throws(RedisError) -> RedisValue {
        try await run(.strings(command), within: limit(timeout))
    }

    /// The same with arguments that are not all text.
    package func send(_ command: [RedisArgument], timeout: Duration? = nil) async throws(RedisError) -> RedisValue {
        try await run(.words(command), within: limit(timeout))
    }

    /// Sends several commands in one go and waits for all replies, in order. Commands of other tasks don't come
    /// in between, but it is no transaction. A command that Redis refuses has its error as its reply.
    /// - Throws: if not all replies came; some of the commands may have run then.
    package func sendAll(
        _ commands: [[RedisArgument]],
        timeout: Duration? = nil
    ) async throws(RedisError) -> [RedisValue] {
        try await runAll(commands.map { .words($0) }, within: limit(timeout))
    }

    func limit(_ timeout: Duration?) -> TimeLimit {
        TimeLimit(timeout ?? options.commandTimeout)
    }

    /// - Parameter number: of the connection that the command is for; any unless told.
    func run(
        _ command: RedisCommand,
        within limit: TimeLimit,
        on number: Int? = nil
    ) async throws(RedisError) -> RedisValue {
        if let refusal = command.refusal { throw .unsupported(refusal) }
        let result = await Waiter<RedisResult>.wait { waiter in
            if let core = core.valueIfCurrent {
                core.submit(command, within: limit, on: number, setup: nil, waiter)
            } else {
                // A task-local value is not to be seen from the loop's own thread.
                let setup = SetupMark.current
                loop.execute { [core] in
                    core.value.submit(command, within: limit, on: number, setup: setup, waiter)
                }
            }
        }
        let value = try result.get()
        if case .error(let error) = value { throw .reply(error) }
        return value
    }

    func runAll(_ commands: [RedisCommand], within limit: TimeLimit) async throws(RedisError) -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        if let refusal = commands.lazy.compactMap(\.refusal).first { throw .unsupported(refusal) }
        let result = await Waiter<Result<[RedisValue], RedisError>>.wait { waiter in
            if let core = core.valueIfCurrent {
                core.submit(commands, within: limit, setup: nil, waiter)
            } else {
                let setup = SetupMark.current
                loop.execute { [core] in
                    core.value.submit(commands, within: limit, setup: setup, waiter)
                }
            }
        }
        return try result.get()
    }
}
