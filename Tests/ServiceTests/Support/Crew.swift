import TestSupport

/// Moderators who claim and decide until all is decided, each over connections of their own. Whoever gets no answer goes
/// over to the next server and repeats the call there.
struct Crew: Sendable {
    let tenant: Tenant
    let ports: [UInt16]
    let ledger: Ledger
    /// How long one call may take.
    var patience: Duration = .seconds(20)

    /// Works until `posts` posts are decided.
    func work(_ moderators: Int, until posts: Int, within limit: Duration = .seconds(150)) async {
        let deadline = ContinuousClock.now + limit
        await withDiscardingTaskGroup { group in
            for number in 0..<moderators {
                group.addTask { await Member(crew: self, number: number).work(until: posts, deadline: deadline) }
            }
        }
    }

    /// One of them.
    private struct Member {
        let crew: Crew
        let callers: [Caller]
        private let ledger: Ledger
        private var turn: Int

        init(crew: Crew, number: Int) {
            self.crew = crew
            ledger = crew.ledger
            turn = number
            callers = crew.ports.map { port in
                Caller(
                    port: port,
                    token: crew.tenant.token,
                    moderator: "moderator-\(number)",
                    timeout: crew.patience
                )
            }
        }

        func work(until posts: Int, deadline: ContinuousClock.Instant) async {
            var member = self
            while ledger.decisions.count < posts, ContinuousClock.now < deadline {
                let count = Int.random(in: 1...3)
                guard let answer = await member.ask(until: deadline, { try await $0.claim(count, wait: 1) }) else {
                    break
                }
                guard answer.status == 200, let items = try? answer.items else {
                    ledger.problem("claim: \(answer)")
                    break
                }
                for item in items { await member.decide(item, until: deadline) }
            }
        }

        private mutating func decide(_ item: HeldItem, until deadline: ContinuousClock.Instant) async {
            ledger.handedOut(item)
            let verb = Verb.allCases.randomElement() ?? .approve
            let name: String? = Bool.random() ? item.claim : nil
            let answer = await ask(until: deadline) { try await $0.decide(item.post, verb, claim: name) }
            guard let answer else { return ledger.problem("\(item.post): no answer until the end") }
            guard answer.status == 200 else { return ledger.problem("\(item.post): \(answer)") }
            let decision = (try? answer.json["decision"]) ?? .missing
            ledger.decided(
                item.post,
                Ledger.Answered(
                    decisionID: decision["decision_id"].string,
                    outcome: decision["outcome"].string ?? "",
                    moderator: decision["moderator"].string ?? ""
                )
            )
            if decision["outcome"].string != verb.outcome { ledger.problem("\(item.post): another outcome") }
        }

        /// Calls until there is an answer that is not 503.
        private mutating func ask(
            until deadline: ContinuousClock.Instant,
            _ call: (Caller) async throws -> HTTPAnswer
        ) async -> HTTPAnswer? {
            while ContinuousClock.now < deadline {
                let start = ContinuousClock.now
                var answer: HTTPAnswer?
                do {
                    answer = try await call(callers[turn % callers.count])
                } catch {
                    ledger.failed(error)
                }
                ledger.took(ContinuousClock.now - start)
                if let answer, answer.status != 503 { return answer }
                if let answer {
                    ledger.sawUnavailable()
                    if answer.header("Retry-After") == nil { ledger.problem("503 without Retry-After: \(answer)") }
                }
                turn += 1
                try? await Task.sleep(for: .milliseconds(50))
            }
            return nil
        }
    }
}
