import EventLoop
import Moderation
import RedisClaims
import RedisClient
import Synchronization

/// Finds out all the time whether claims can be made in one Redis, and which Redis its address leads to, over connections that
/// nobody else waits for.
///
/// A connection that is kept does not show that the address leads elsewhere by now: the old Redis may live on, and
/// answer. So a new one is made about once a second, asked who it is, and closed.
final class RedisProbe: Sendable {
    private let url: RedisURL
    private let loop: EventLoop
    private let options: RedisOptions
    private let connection: RedisConnection
    private let state = Mutex(State())

    private struct State {
        var answeredAt = ContinuousClock.now
        /// Since when it has answered without a gap; nil while it doesn't.
        var answersSince: ContinuousClock.Instant?
        var isDown = false
        var hasServed = false
        var identity: String?
    }

    private static let pause: Duration = .milliseconds(200)
    private static let pauseBetweenDials: Duration = .seconds(1)
    /// Silence for so long is an outage: longer than a restart of the network, and short enough for those who wait.
    private static let patience: Duration = .milliseconds(1_200)
    /// An outage is over when it has answered for so long.
    private static let goodAfter: Duration = .milliseconds(1_500)
    private static let limitOfCall: Duration = .milliseconds(800)
    /// One turn takes no longer than a pause and a call that times out, unless this process stood still.
    private static let longestTurn = pause + limitOfCall + .milliseconds(200)
    private static let name = "modpilot-probe"

    /// - Parameter loop: one that nobody's calls keep busy, or they would be taken for an outage of Redis.
    init(_ url: RedisURL, on loop: EventLoop) throws(RedisError) {
        var options = RedisOptions()
        options.clientName = Self.name
        options.commandTimeout = Self.limitOfCall
        options.connectTimeout = Self.limitOfCall
        options.learnsIdentity = true
        self.url = url
        self.loop = loop
        self.options = options
        connection = try RedisConnection(url, on: loop, options: options)
    }

    /// Whether no claim could be made for a while.
    var isDown: Bool { state.withLock { $0.isDown } }

    /// Whether a claim could have been made at some time in this life of the server: if not, its own address or password may be
    /// what is wrong.
    var hasServed: Bool { state.withLock { $0.hasServed } }

    /// The identity of the Redis to which the address led when it was last seen; nil while none was, or where it tells none.
    var identity: String? { state.withLock { $0.identity } }

    /// Runs until cancelled.
    ///
    /// - Parameter found: is given the identity of the Redis to which the address leads, whenever that was asked.
    func run(found: @escaping @Sendable (String) -> Void) async {
        state.withLock { $0.answeredAt = .now }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.beat(found) }
            group.addTask { await self.follow(found) }
        }
        await connection.close(within: .zero)
    }

    // MARK: - Whether claims can be made

    private func beat(_ found: @Sendable (String) -> Void) async {
        var reached: String?
        var began = ContinuousClock.now
        while !Task.isCancelled {
            let serves = await serves()
            let now = ContinuousClock.now
            noteStandstill(now - began - Self.longestTurn)
            began = now
            // A connection that was made anew, after a restart, shows as well where the address leads.
            if let identity = connection.knownIdentity, !identity.isEmpty, identity != reached {
                reached = identity
                state.withLock { $0.identity = identity }
                found(identity)
            }
            note(serves, at: now)
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Time in which this process did not come to ask is no silence of Redis.
    private func noteStandstill(_ time: Duration) {
        if time > .zero { state.withLock { $0.answeredAt += time } }
    }

    private func serves() async -> Bool {
        do throws(RedisError) {
            _ = try await RedisClaims.beat(over: connection, as: Self.name)
            return true
        } catch {
            guard case .reply(let refusal) = error, let meaning = refusal.meaning else { return false }
            return !meaning.isOutage
        }
    }

    private func note(_ serves: Bool, at now: ContinuousClock.Instant) {
        state.withLock { state in
            guard serves else {
                state.answersSince = nil
                if now - state.answeredAt > Self.patience { state.isDown = true }
                return
            }
            let since = state.answersSince ?? now
            state.answersSince = since
            state.answeredAt = now
            state.hasServed = true
            if now - since >= Self.goodAfter { state.isDown = false }
        }
    }

    // MARK: - Where the address leads

    private func follow(_ found: @Sendable (String) -> Void) async {
        while !Task.isCancelled {
            if let identity = await dial() {
                state.withLock { $0.identity = identity }
                if let kept = connection.knownIdentity, kept != identity {
                    connection.reconnect(because: Self.isElsewhere)
                }
                found(identity)
            }
            try? await Task.sleep(for: Self.pauseBetweenDials)
        }
    }

    static let isElsewhere = "its address leads to another Redis by now"

    /// An attempt that fails says nothing: a Redis that takes no more connections serves those that it has.
    private func dial() async -> String? {
        guard let fresh = try? RedisConnection(url, on: loop, options: options) else { return nil }
        let isConnected = await (try? fresh.connect()) != nil
        let identity = isConnected ? fresh.knownIdentity : nil
        await fresh.close(within: .zero)
        return identity.flatMap { $0.isEmpty ? nil : $0 }
    }
}
