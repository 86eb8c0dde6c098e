/// When to connect, and what becomes of a command meanwhile. A pure value: it decides, its owner acts.
///
/// While Redis is thought to be up, commands wait for a connection that is being made; once an attempt
/// failed, they are refused at once until Redis has proved to be back. So an outage costs the first callers
/// one timeout and the others nothing. A connection that follows one that fell silent is on trial: one command
/// passes, and the others once that one was answered, since a Redis that connects and answers PING may still hang
/// in all else.
struct ReconnectMachine {
    enum Phase: Equatable {
        /// Nothing wanted yet.
        case idle
        /// Looking up, connecting, logging in.
        case dialing
        /// Logged in; what belongs to a fresh connection runs before all else.
        case preparing
        case ready(since: UInt64)
        /// Waiting to try again.
        case waiting
        case closed
    }

    enum Admission: Equatable {
        case send
        /// Keep it until the connection is ready or failed.
        case wait
        /// The same, and start connecting.
        case dialAndWait
        case refuse(reason: String)
        case closed
    }

    enum Next: Equatable {
        case dialNow
        case dialAfter(Duration)
        case nothing
    }

    private enum Trial {
        case none, due, underWay
    }

    private(set) var phase = Phase.idle
    private var trial = Trial.none
    private(set) var connectionNumber = 0
    private var failures = 0
    private var lastReason = "not connected yet"
    private let backoff: Backoff

    /// A connection that lasted this long (nanoseconds) was a good one: its end is no failed attempt.
    private static let goodAfter: UInt64 = 1_000_000_000

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// What to do with a command; `setup` is the number of the connection that it prepares, if it does.
    mutating func admit(setup: Int? = nil) -> Admission {
        switch phase {
        case .ready:
            switch trial {
            case .none: return .send
            case .underWay: return .refuse(reason: lastReason)
            case .due:
                trial = .underWay
                return .send
            }
        case .preparing where setup == connectionNumber: return .send
        case .dialing, .preparing: return failures == 0 ? .wait : .refuse(reason: lastReason)
        case .waiting: return .refuse(reason: lastReason)
        case .closed: return .closed
        case .idle:
            phase = .dialing
            return .dialAndWait
        }
    }

    /// Whether commands of anybody pass, over the connection of this number.
    func isReady(_ number: Int) -> Bool {
        guard case .ready = phase else { return false }
        return connectionNumber == number
    }

    /// Starts an attempt; false if none is due.
    mutating func beginDialing() -> Bool {
        guard phase == .idle || phase == .waiting else { return false }
        phase = .dialing
        return true
    }

    /// The attempt has led to a connection, whose number this is.
    mutating func dialed() -> Int {
        connectionNumber += 1
        phase = .preparing
        return connectionNumber
    }

    mutating func prepared(now: UInt64) {
        phase = .ready(since: now)
    }

    /// A reply came.
    mutating func replied() {
        // Those to what prepares a connection say nothing of what comes after it.
        guard trial == .underWay, case .ready = phase else { return }
        trial = .none
        failures = 0
    }

    /// The attempt or the connection failed. `isSilent`: it was given up because no reply came, so trying
    /// again at once would only make callers wait again.
    mutating func failed(_ reason: String, now: UInt64, isSilent: Bool = false, random: Double) -> Next {
        guard phase != .closed else { return .nothing }
        lastReason = reason
        let wasOnTrial = trial != .none
        if isSilent || wasOnTrial { trial = .due }
        if case .ready(let since) = phase, now >= since + Self.goodAfter, !wasOnTrial {
            failures = 0
            if !isSilent {
                phase = .dialing
                return .dialNow
            }
        }
        failures += 1
        phase = .waiting
        return .dialAfter(backoff.delay(failures: failures, random: random))
    }

    mutating func close() {
        phase = .closed
    }
}
