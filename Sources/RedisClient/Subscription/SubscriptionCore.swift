import EventLoop

/// What a `RedisSubscription` is on its loop.
final class SubscriptionCore: LinkOwner {
    struct Topics {
        let channels: [String]
        let patterns: [String]

        var count: Int { channels.count + patterns.count }
    }

    struct Events {
        let subscribed: @Sendable (Int) -> Void
        let lost: @Sendable (String) -> Void
        let message: @Sendable (String, String) -> Void
    }

    private let loop: EventLoop
    private let url: RedisURL
    private let topics: Topics
    private let options: RedisOptions
    private let counter: ConnectionCounter
    private let events: Events
    private let lookup: HostLookup?
    private var machine: ReconnectMachine
    private var dial: Dial?
    private var link: HiredisLink?
    /// Confirmations that are still to come.
    private var missing = 0
    /// The next retry, the end of waiting for confirmations, or the next heartbeat: one at a time.
    private var timer: LoopTimer?
    private var awaitsHeartbeat = false

    init(
        _ url: RedisURL,
        _ topics: Topics,
        on loop: EventLoop,
        options: RedisOptions,
        counter: ConnectionCounter,
        events: Events
    ) {
        self.url = url
        self.topics = topics
        self.loop = loop
        self.options = options
        self.counter = counter
        self.events = events
        machine = ReconnectMachine(backoff: options.backoff)
        lookup = if case .tcp(let host, _) = url.endpoint { HostLookup(host, on: loop) } else { nil }
    }

    func dialAgain() {
        guard machine.beginDialing() else { return }
        beginDial()
    }

    private func beginDial() {
        let dial = Dial(url, options: options, lookup: lookup, on: loop)
        self.dial = dial
        dial.start { [weak self] outcome in
            guard let self else { return }
            self.dial = nil
            switch outcome {
            case .failed(let reason): fail(reason)
            case .ready(let link): subscribe(over: link)
            }
        }
    }

    private func subscribe(over link: HiredisLink) {
        link.owner = self
        self.link = link
        counter.value = machine.dialed()
        missing = topics.count
        let hasSent =
            (topics.channels.isEmpty || link.send(["SUBSCRIBE"] + topics.channels))
            && (topics.patterns.isEmpty || link.send(["PSUBSCRIBE"] + topics.patterns))
        guard hasSent else { return giveUp("the connection is closing") }
        let limit = options.connectTimeout
        after(limit) { $0.giveUp("the subscription was not confirmed within \(limit)") }
    }

    func linkConnected() {}

    func linkReceived(_ value: RedisValue) {
        if awaitsHeartbeat { scheduleHeartbeat() }
        if case .error(let error) = value { return giveUp("the subscription was refused: \(error)") }
        guard case .array(let parts) = value, let kind = parts.first?.string else { return }
        switch kind {
        case "message" where parts.count == 3: deliver(parts[1], parts[2])
        case "pmessage" where parts.count == 4: deliver(parts[2], parts[3])
        case "subscribe", "psubscribe": confirm()
        default: break
        }
    }

    private func deliver(_ channel: RedisValue, _ payload: RedisValue) {
        guard let channel = channel.string, let payload = payload.string else { return }
        events.message(channel, payload)
    }

    private func confirm() {
        guard missing > 0 else { return }
        missing -= 1
        guard missing == 0 else { return }
        machine.prepared(now: MonotonicClock.nanoseconds())
        scheduleHeartbeat()
        events.subscribed(machine.connectionNumber)
    }

    // MARK: - Heartbeat

    private func scheduleHeartbeat() {
        awaitsHeartbeat = false
        after(options.heartbeat) { $0.beat() }
    }

    /// Subscribes once more to one topic, which Redis confirms and which changes nothing: without that, a
    /// connection whose other side vanished would look like one on which nothing happens. hiredis 0.14 cannot
    /// pair a `PING` on a subscribed connection with its reply.
    private func beat() {
        let word = topics.channels.isEmpty ? "PSUBSCRIBE" : "SUBSCRIBE"
        guard let topic = topics.channels.first ?? topics.patterns.first, link?.send([word, topic]) == true else {
            return giveUp("the connection is closing")
        }
        awaitsHeartbeat = true
        let limit = options.commandTimeout
        after(limit) { $0.giveUp("nothing heard within \(limit)") }
    }

    private func after(_ duration: Duration, _ body: @escaping @Sendable (SubscriptionCore) -> Void) {
        timer?.cancel()
        let bound = LoopBound(self, on: loop)
        timer = loop.schedule(after: duration) { body(bound.value) }
    }

    // MARK: - The end of a connection

    func linkFailed(_ reason: String) {
        link = nil
        fail(reason)
    }

    /// Gives up the connection that there is; one that is being made is given the time that it has.
    func leave(because reason: String) {
        if link != nil { giveUp(reason) }
    }

    private func giveUp(_ reason: String) {
        link?.drop()
        link = nil
        fail(reason)
    }

    private func fail(_ reason: String) {
        timer?.cancel()
        timer = nil
        missing = 0
        awaitsHeartbeat = false
        let now = MonotonicClock.nanoseconds()
        switch machine.failed(reason, now: now, random: .random(in: 0...1)) {
        case .dialNow: beginDial()
        case .dialAfter(let delay): after(delay) { $0.dialAgain() }
        case .nothing: return
        }
        events.lost(reason)
    }

    func close() {
        machine.close()
        timer?.cancel()
        timer = nil
        dial?.cancel()
        dial = nil
        link?.drop()
        link = nil
    }
}
