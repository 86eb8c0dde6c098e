import EventLoop
import RedisClient
import Synchronization

/// Asks one Redis all the time whether it answers, over a connection that nobody else waits for.
final class RedisProbe: Sendable {
    private let connection: RedisConnection
    private let state = Mutex(State())

    private struct State {
        var answeredAt = ContinuousClock.now
        /// Since when it has answered without a gap; nil while it doesn't.
        var answersSince: ContinuousClock.Instant?
        var isDown = false
    }

    private static let pause: Duration = .milliseconds(200)
    /// Silence for so long is an outage: longer than a restart of the network, and short enough for those who wait.
    private static let patience: Duration = .milliseconds(1_200)
    /// An outage is over when it has answered for so long.
    private static let goodAfter: Duration = .milliseconds(1_500)

    init(_ url: RedisURL, on loop: EventLoop) throws(RedisError) {
        var options = RedisOptions()
        options.clientName = "modpilot-probe"
        options.commandTimeout = .milliseconds(800)
        options.connectTimeout = .milliseconds(800)
        connection = try RedisConnection(url, on: loop, options: options)
    }

    var isDown: Bool { state.withLock { $0.isDown } }

    /// Runs until cancelled.
    func run() async {
        state.withLock { $0.answeredAt = .now }
        while !Task.isCancelled {
            let answers = await (try? connection.send(["PING"])) != nil
            note(answers, at: .now)
            try? await Task.sleep(for: Self.pause)
        }
        await connection.close(within: .zero)
    }

    private func note(_ answers: Bool, at now: ContinuousClock.Instant) {
        state.withLock { state in
            guard answers else {
                state.answersSince = nil
                if now - state.answeredAt > Self.patience { state.isDown = true }
                return
            }
            let since = state.answersSince ?? now
            state.answersSince = since
            state.answeredAt = now
            if now - since >= Self.goodAfter { state.isDown = false }
        }
    }
}
