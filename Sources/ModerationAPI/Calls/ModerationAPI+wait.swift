import Moderation
import Waiting

/// Calls that wait for something to give.
extension ModerationAPI {
    /// The longest that a caller can wait, in seconds.
    private static let mostSeconds = 30
    /// A timer may come a little early: the end of a token is looked at behind it.
    private static let timerSlack: Duration = .milliseconds(5)

    /// Asks until an answer holds something, the wait that the caller asked for is over, or the caller's token is; gives the
    /// last answer.
    ///
    /// A wait outlives neither the token nor the client's settings: before each question it is looked who calls.
    ///
    /// - Parameter ask: one question to the store, for the client as it is by then.
    func firstAnswer<Answer>(
        to call: Call,
        in line: LineName,
        ask: (Client) async throws(APIProblem) -> Answer,
        reading: (Answer) -> LineAnswer
    ) async throws(APIProblem) -> Answer {
        var limit = try call.query.seconds("wait", upTo: Self.mostSeconds)
        if let end = call.caller.validUntil { limit = min(limit, end - .now + Self.timerSlack) }
        let (directory, token) = (services.directory, call.token)
        return try await services.waiting.firstAnswer(
            in: line,
            within: limit,
            on: services.loop,
            refusing: { directory.currentCaller(bearing: token) == nil ? .unauthenticated : nil as APIProblem? },
            ask: { () async throws(APIProblem) in try await ask(try currentCaller(of: call).client) },
            reading: reading
        )
    }

    /// Who calls, while a call goes on.
    func currentCaller(of call: Call) throws(APIProblem) -> Caller {
        guard let caller = services.directory.currentCaller(bearing: call.token) else { throw .unauthenticated }
        return caller
    }
}
