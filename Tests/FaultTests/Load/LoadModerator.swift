/// A moderator who does all that moderators do: claims some, decides, extends, releases, escalates, forgets, is late.
final class LoadModerator: LoadWorker {
    /// Claims that are decided when they have expired.
    private var late: [(claim: SeenClaim, at: Moment, wait: Duration)] = []
    /// Claims that are left to expire.
    private var forgotten: Set<String> = []
    private let queue: String

    private static let lease: Duration = .seconds(FaultPeriod.lease)

    init(_ access: Access, _ record: LoadRecord, name: String, isSupervisor: Bool, seed: UInt64) {
        queue = isSupervisor ? "escalated" : "default"
        let caller = LoadCaller(access, role: isSupervisor ? .supervisor(name) : .service, name: name)
        super.init(caller, record, seed: seed)
    }

    func work() {
        while record.phase != .over {
            if record.phase == .draining { forgotten = [] }
            decideLate()
            for claim in claim() where !forgotten.contains(claim.id) {
                if late.contains(where: { $0.claim.id == claim.id }) { continue }
                treat(claim)
            }
            rest(record.phase == .working ? 20...180 : 50...150)
        }
    }

    private func claim() -> [SeenClaim] {
        let limit = record.phase == .working ? Int.random(in: 1...3, using: &chance) : 3
        let wait = happens(25) ? 1 : 0
        let path = "/pending?limit=\(limit)&wait=\(wait)&queue=\(queue)"
        if record.callersRepeat, happens(80) {
            // A page that is loaded again, or a client whose time-out is shorter than its patience.
            let within = Int.random(in: 1...60, using: &chance)
            if let answer = leave("GET", path, at: server(), within: .milliseconds(within)) { return claims(answer) }
        }
        guard let answer = once("GET", path, at: server()) else {
            rest(100...300)
            return []
        }
        return claims(answer)
    }

    private func claims(_ answer: LoadAnswer) -> [SeenClaim] {
        guard answer.status == 200, let claims = try? answer.decoded(PendingBody.self).claims(sent: answer.sent) else {
            unexpected("claim", answer)
            return []
        }
        record.count("claim", claims.isEmpty ? 0 : 1)
        record.count("nothing to claim", claims.isEmpty ? 1 : 0)
        record.observe { seen in
            for claim in claims { seen.handedOut(claim, sent: answer.sent) }
        }
        return claims
    }

    private func treat(_ claim: SeenClaim) {
        guard record.phase == .working else { return decide(claim) }
        switch Int.random(in: 0..<100, using: &chance) {
        case 0..<68:
            rest(0...60)
            decide(claim)
        case 68..<78:
            if extend(claim) {
                rest(20...200)
                decide(claim)
            }
        case 78..<86: end(claim, "release")
        case 86..<90: end(claim, "escalate")
        case 90..<94: forgotten.insert(claim.id)
        default:
            let wait = Self.lease + .milliseconds(Int.random(in: -200...1_500, using: &chance))
            late.append((claim, .now, wait))
        }
    }

    private func decideLate() {
        let isDraining = record.phase == .draining
        let now = Moment.now
        let due = late.filter { isDraining || now.since($0.at) > $0.wait }
        late.removeAll { isDraining || now.since($0.at) > $0.wait }
        for (claim, _, _) in due { decide(claim, as: "late decision") }
    }

    private func decide(_ claim: SeenClaim, as name: String = "decision") {
        let verb = happens(50) ? "approve" : "reject"
        let body = #"{"claim_id":"\#(claim.id)","reason":"seen"}"#
        let path = "/\(claim.round.post)/\(verb)"
        guard let answer = definite("POST", path, body: body, leaves: { record.holdersLeave || happens(3) }) else {
            // Whoever left doesn't come back to it, whatever the working set says.
            forgotten.insert(claim.id)
            return record.count("\(name) left without an answer")
        }
        switch answer.status {
        case 200:
            guard let decision = try? answer.decoded([String: DecisionBody].self)["decision"]?.seen else {
                return unexpected(name, answer)
            }
            record.count(name)
            record.observe { $0.decided(decision, received: answer.received) }
        case 409: record.count("\(name): \(answer.code)")
        default: unexpected("\(name) of \(claim.round)", answer)
        }
    }

    /// - Returns: Whether the claim goes on.
    private func extend(_ claim: SeenClaim) -> Bool {
        let body = #"{"claim_id":"\#(claim.id)"}"#
        guard let answer = definite("POST", "/\(claim.round.post)/extend", body: body) else { return true }
        switch answer.status {
        case 200:
            guard let told = try? answer.decoded([String: ClaimBody].self)["claim"],
                let expiresAt = try? StoreClock.milliseconds(told.expiresAt, near: answer.sent)
            else {
                unexpected("extend", answer)
                return true
            }
            record.count("extend")
            record.observe { $0.extended(claim.id, to: expiresAt) }
            return true
        case 409:
            record.count("extend: \(answer.code)")
            return answer.code == "max_hold_reached"
        default:
            unexpected("extend of \(claim.round)", answer)
            return false
        }
    }

    private func end(_ claim: SeenClaim, _ verb: String) {
        record.observe { $0.willEnd(claim.id, at: .now) }
        let body = #"{"claim_id":"\#(claim.id)","reason":"not mine"}"#
        guard let answer = definite("POST", "/\(claim.round.post)/\(verb)", body: body) else { return }
        switch answer.status {
        case 200: record.count(verb)
        case 409: record.count("\(verb): \(answer.code)")
        default: unexpected("\(verb) of \(claim.round)", answer)
        }
    }
}
