import EventLoop

extension ConnectionCore {
    /// Resumes when the connection is ready or an attempt failed; starts one if none is under way.
    func connect(_ waiter: Waiter<Result<Void, RedisError>>) {
        switch machine.phase {
        case .ready: waiter.resume(.success(()))
        case .closed: waiter.resume(.failure(.closed))
        case .dialing, .preparing: connectWaiters.append(waiter)
        case .idle, .waiting:
            connectWaiters.append(waiter)
            retry()
        }
    }

    func retry() {
        guard machine.beginDialing() else { return }
        beginDial()
    }

    /// Makes an attempt; the machine is in its dialing phase.
    func beginDial() {
        retryTimer?.cancel()
        retryTimer = nil
        let dial = Dial(url, options: options, lookup: lookup, on: loop)
        self.dial = dial
        dial.start { [weak self] outcome in self?.dialEnded(outcome) }
    }

    private func dialEnded(_ outcome: Dial.Outcome) {
        dial = nil
        switch outcome {
        case .failed(let reason): fail(reason)
        case .ready(let link):
            link.owner = self
            self.link = link
            let number = machine.dialed()
            counter.value = number
            if scripts.isEmpty, hook == nil, !options.learnsIdentity { becomeReady() } else { prepare(number) }
        }
    }

    /// Loads the scripts and runs the hook.
    private func prepare(_ number: Int) {
        // Gone means that its end is about to close this.
        guard let connection else { return }
        let mark = SetupMark(connection: ObjectIdentifier(connection), number: number)
        let bound = LoopBound(self, on: loop)
        let (scripts, hook, limit) = (scripts, hook, options.connectTimeout)
        setupTimer = loop.schedule(after: limit) { bound.value.setupTimedOut(limit) }
        setup = loop.spawn {
            let failure = await SetupMark.$current.withValue(mark) { () -> String? in
                do {
                    if connection.learnsIdentity { try await connection.learnIdentity() }
                    try await connection.load(scripts)
                    try await hook?(connection)
                    return nil
                } catch {
                    return "\(error)"
                }
            }
            bound.loop.execute { bound.value.setupEnded(number, failure) }
        }
    }

    private func setupTimedOut(_ limit: Duration) {
        dropLink()
        fail("what runs on connecting did not end within \(limit)", isSilent: true)
    }

    private func setupEnded(_ number: Int, _ failure: String?) {
        // A connection that was lost meanwhile has its successor already.
        guard machine.phase == .preparing, machine.connectionNumber == number else { return }
        endSetup()
        if let failure {
            dropLink()
            fail("preparing the connection: \(failure)")
        } else {
            becomeReady()
        }
    }

    private func endSetup() {
        setup?.cancel()
        setup = nil
        setupTimer?.cancel()
        setupTimer = nil
    }

    private func becomeReady() {
        machine.prepared(now: MonotonicClock.nanoseconds())
        sendWaiting()
        settleConnectWaiters(.success(()))
    }

    private func settleConnectWaiters(_ result: Result<Void, RedisError>) {
        let waiters = connectWaiters
        connectWaiters = []
        for waiter in waiters { waiter.resume(result) }
    }

    private func dropLink() {
        link?.drop()
        link = nil
    }

    // MARK: - The end of a connection

    /// Gives up the connection that is ready; one that is being made is given the time that it has.
    func leave(because reason: String) {
        guard case .ready = machine.phase else { return }
        dropLink()
        fail(reason)
    }

    func linkConnected() {}

    func linkFailed(_ reason: String) {
        link = nil
        fail(reason)
    }

    /// The attempt or the connection came to nothing: settles all that depended on it and tries again.
    func fail(_ reason: String, isSilent: Bool = false) {
        endSetup()
        failInFlight(.connectionLost(address: url.address, reason: reason, maybeExecuted: true))
        failWaiting(unavailable(reason))
        settleConnectWaiters(.failure(unavailable(reason)))
        let now = MonotonicClock.nanoseconds()
        switch machine.failed(reason, now: now, isSilent: isSilent, random: .random(in: 0...1)) {
        case .dialNow: beginDial()
        case .dialAfter(let delay):
            let bound = LoopBound(self, on: loop)
            retryTimer = loop.schedule(after: delay) { bound.value.retry() }
        case .nothing: finishClosing()
        }
    }

    // MARK: - Closing

    /// Refuses new commands at once, lets those under way end within `grace`, then closes the socket.
    func close(within grace: Duration, _ waiter: Waiter<Void>?) {
        if isClosed {
            waiter?.resume(())
            return
        }
        if let waiter { closeWaiters.append(waiter) }
        guard machine.phase != .closed else { return }
        let mayDrain = setup == nil && hasPending && grace > .zero
        machine.close()
        dial?.cancel()
        dial = nil
        retryTimer?.cancel()
        endSetup()
        failWaiting(.closed)
        settleConnectWaiters(.failure(.closed))
        guard mayDrain else { return finishClosing() }
        let bound = LoopBound(self, on: loop)
        closeTimer = loop.schedule(after: grace) { bound.value.finishClosing() }
    }

    func finishClosing() {
        guard !isClosed else { return }
        isClosed = true
        closeTimer?.cancel()
        stopWatching()
        dropLink()
        failInFlight(.connectionLost(address: url.address, reason: "it was closed", maybeExecuted: true))
        let bound = LoopBound(self, on: loop)
        // After the link's own end, which is enqueued already.
        loop.execute { bound.value.settleCloseWaiters() }
    }

    private func settleCloseWaiters() {
        let waiters = closeWaiters
        closeWaiters = []
        for waiter in waiters { waiter.resume(()) }
    }
}
