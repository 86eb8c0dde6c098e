/// Counts a period's evidence: what was ingested and decided, and every promise that was not kept.
struct FullCount: Sendable {
    let evidence: Evidence
    private(set) var violations: [Violation] = []
    /// Results of decisions that were published before the claim store lost its data, and not read in time. They stand
    /// in MongoDB and do not go out again.
    private(set) var resultsLostWithStore = 0

    init(_ evidence: Evidence) {
        self.evidence = evidence
        countItems()
        countAnswers()
        countClaims()
        countResults()
        for key in evidence.leftovers { add(.leftover, "", key) }
        for text in evidence.observations.unexpected { add(.unexpectedAnswer, "", text) }
    }

    var ingested: Int { evidence.observations.ingested.count }
    var decided: Int { evidence.items.count { !$0.decisions.isEmpty } }

    mutating func add(_ kind: Violation.Kind, _ post: String, _ text: String) {
        violations.append(Violation(kind: kind, post: post, text: text))
    }

    mutating func lostResultWithStore() { resultsLostWithStore += 1 }

    /// Each item in MongoDB is decided once, and each that was acknowledged is there.
    private mutating func countItems() {
        let seen = evidence.observations
        let posts = Set(evidence.items.map(\.post))
        for post in seen.ingested.keys.sorted() where !posts.contains(post) {
            add(.lost, post, "its ingest was acknowledged, and MongoDB does not have it")
        }
        for item in evidence.items {
            if let round = seen.ingested[item.post], item.round < round {
                add(.lost, item.post, "round \(round) was acknowledged, and MongoDB has round \(item.round)")
            }
            for (round, decisions) in Dictionary(grouping: item.decisions, by: \.round) where decisions.count > 1 {
                add(.doubleDecision, item.post, "MongoDB has \(decisions.count) decisions of \(round)")
            }
            let isDecided = item.decisions.contains { $0.round.round == item.round }
            switch item.status {
            case "approved", "rejected":
                if !isDecided { add(.lost, item.post, "\(item.status) without a decision") }
            case "withdrawn":
                if !seen.withdrawn.contains(item.post) { add(.lost, item.post, "withdrawn, as nobody asked for") }
                if isDecided { add(.doubleDecision, item.post, "withdrawn and decided") }
            default: add(.lost, item.post, "\(item.status) in the end")
            }
        }
    }

    /// What was answered as a decision is what MongoDB holds.
    private mutating func countAnswers() {
        let stored = Set(evidence.items.flatMap(\.decisions))
        for (round, answers) in evidence.observations.decisions.sorted(by: { $0.key < $1.key }) {
            if answers.count > 1 {
                add(.doubleDecision, round.post, "\(answers.count) decisions were answered for \(round)")
            }
            for answer in answers.keys where !stored.contains(answer) {
                add(.forgottenDecision, round.post, "answered, and not in MongoDB: \(answer)")
            }
        }
    }
}
