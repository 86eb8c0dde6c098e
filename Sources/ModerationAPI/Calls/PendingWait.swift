import Moderation

/// Asks again, once a second, until there is something to give, the wait is over or the caller is gone.
struct PendingWait: Sendable {
    /// The longest that a caller can wait, in seconds.
    static let mostSeconds = 30
    private static let interval = Duration.seconds(1)

    let limit: Duration
    let sleep: @Sendable (Duration) async throws(CancellationError) -> Void

    /// The first answer that is enough, or the last one there was time for.
    func first<Answer>(
        _ ask: () async throws(StoreFailure) -> Answer,
        where isEnough: (Answer) -> Bool
    ) async throws(StoreFailure) -> Answer {
        var answer = try await ask()
        let deadline = ContinuousClock.now + limit
        var slept = Duration.zero
        while !isEnough(answer) {
            // A store that answers slowly doesn't make the wait longer.
            let rest = min(limit - slept, deadline - .now, Self.interval)
            guard rest > .zero else { break }
            do {
                try await sleep(rest)
            } catch { break }
            slept += rest
            // Whoever is gone is given nothing more.
            guard !Task.isCancelled else { break }
            answer = try await ask()
        }
        return answer
    }
}
