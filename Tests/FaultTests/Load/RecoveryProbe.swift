/// Sees when a server serves again: makes a claim of its own there, and decides it.
final class RecoveryProbe: LoadWorker {
    private let server: Int

    init(_ access: Access, _ record: LoadRecord, server: Int, name: String) {
        self.server = server
        super.init(LoadCaller(access, role: .service, name: name), record, seed: 0)
    }

    /// - Returns: When both had succeeded; nil when they did not within `limit` from `start`.
    func recovered(from start: Moment, within limit: Duration) -> Moment? {
        while Moment.now.since(start) < limit {
            if let moment = tryOnce() { return moment }
            pause(milliseconds: 25)
        }
        return nil
    }

    private func tryOnce() -> Moment? {
        guard let answer = once("GET", "/pending?limit=1", at: server), answer.status == 200,
            let claim = try? answer.decoded(PendingBody.self).claims(sent: answer.sent).first
        else { return nil }
        record.observe { $0.handedOut(claim, sent: answer.sent) }
        let body = #"{"claim_id":"\#(claim.id)"}"#
        guard let decided = once("POST", "/\(claim.round.post)/approve", body: body, at: server), decided.status == 200,
            let decision = try? decided.decoded([String: DecisionBody].self)["decision"]?.seen
        else { return nil }
        record.observe { $0.decided(decision, received: decided.received) }
        return decided.received
    }
}
