import TestSupport

/// What everybody does who makes load: calls at servers by chance, repeats what got no definite answer, and tells what
/// was seen.
class LoadWorker {
    let caller: LoadCaller
    let record: LoadRecord
    var chance: SeededGenerator

    /// How long a call is repeated.
    private static let patience: Duration = .seconds(60)

    init(_ caller: LoadCaller, _ record: LoadRecord, seed: UInt64) {
        self.caller = caller
        self.record = record
        chance = SeededGenerator(seed: seed)
    }

    /// Calls until an answer is neither missing nor 503, at another server each time.
    /// - Parameter leaves: Asked after each call without such an answer: whether the caller leaves it at that.
    /// - Returns: nil when there was none within a minute.
    func definite(
        _ method: String,
        _ path: String,
        body: String? = nil,
        type: String = "application/json",
        leaves: () -> Bool = { false }
    ) -> LoadAnswer? {
        let start = Moment.now
        var server = server()
        while Moment.now.since(start) < Self.patience, record.phase != .over {
            if let answer = once(method, path, body: body, type: type, at: server) { return answer }
            if leaves() { return nil }
            rest(100...300)
            server = (server + 1) % caller.servers
        }
        return nil
    }

    /// Calls once.
    /// - Returns: nil when there was no answer, or 503.
    func once(
        _ method: String,
        _ path: String,
        body: String? = nil,
        type: String = "application/json",
        at server: Int
    ) -> LoadAnswer? {
        guard let answer = caller.call(method, path, body: body, type: type, at: server) else {
            record.count("no answer")
            return nil
        }
        record.took(answer.received.since(answer.sent))
        if answer.status == 503, !answer.hasRetryAfter { unexpected("503 without Retry-After", answer) }
        guard answer.status == 503 else { return answer }
        record.count("503")
        return nil
    }

    /// Calls once, and goes away when there is no answer in time.
    /// - Returns: nil when it went away, or the answer was 503.
    func leave(_ method: String, _ path: String, at server: Int, within time: Duration) -> LoadAnswer? {
        let answer = caller.call(method, path, at: server, within: time)
        if answer == nil { record.count("left") }
        return answer?.status == 503 ? nil : answer
    }

    /// One of the servers by chance.
    func server() -> Int { Int.random(in: 0..<caller.servers, using: &chance) }

    /// Waits for as many milliseconds as chance takes from the range.
    func rest(_ range: ClosedRange<Int>) {
        pause(milliseconds: Int.random(in: range, using: &chance))
    }

    func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &chance) < percent }

    func unexpected(_ what: String, _ answer: LoadAnswer) {
        record.observe { $0.unexpected("\(caller.name): \(what): \(answer.text)") }
    }
}
