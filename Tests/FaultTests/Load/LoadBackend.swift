/// A client's backend: hands in posts for as long as few are waiting, one by one and many at once, and withdraws some.
final class LoadBackend: LoadWorker {
    private var number = 0
    private var recent: [String] = []

    /// So many wait at most.
    private static let backlog = 300
    private static let betweenWithdrawals: Duration = .milliseconds(400)

    init(_ access: Access, _ record: LoadRecord, seed: UInt64) {
        super.init(LoadCaller(access, role: .service, name: "backend"), record, seed: seed)
    }

    func work() {
        var withdrawal = Moment.now
        while record.phase == .working {
            // A decision that is to be found half-done must not end with its post.
            if Moment.now.since(withdrawal) > Self.betweenWithdrawals, !record.holdersLeave {
                withdraw()
                withdrawal = .now
            }
            guard record.backlog < Self.backlog else {
                rest(20...60)
                continue
            }
            if happens(70) { ingestOne() } else { ingestMany() }
            rest(5...30)
        }
    }

    private func ingestOne() {
        let post = next()
        guard let answer = definite("POST", "/verdicts", body: line(post)) else { return }
        guard [200, 201].contains(answer.status), let told = try? answer.decoded(IngestBody.self) else {
            return unexpected("ingest", answer)
        }
        record.count("ingest")
        record.observe { $0.ingested(post, round: told.round) }
    }

    private func ingestMany() {
        let posts = (0..<Int.random(in: 2...10, using: &chance)).map { _ in next() }
        let body = posts.map { line($0) + "\n" }.joined()
        guard let answer = definite("POST", "/verdicts", body: body, type: "application/x-ndjson") else { return }
        guard answer.status == 200, let told = try? answer.decoded(IngestReportBody.self),
            told.accepted + told.duplicates == posts.count
        else { return unexpected("ingest of many", answer) }
        record.count("ingest of many")
        record.observe { seen in
            for post in posts { seen.ingested(post, round: 1) }
        }
    }

    private func withdraw() {
        guard let post = recent.suffix(20).randomElement(using: &chance) else { return }
        record.observe { $0.willWithdraw(post) }
        guard let answer = definite("DELETE", "/items/\(post)") else { return }
        switch answer.status {
        case 204: record.count("withdraw")
        case 409: record.count("withdraw: \(answer.code)")
        default: unexpected("withdrawal of \(post)", answer)
        }
    }

    private func next() -> String {
        number += 1
        let post = "p-\(number)"
        recent.append(post)
        if recent.count > 200 { recent.removeFirst(100) }
        return post
    }

    private func line(_ post: String) -> String {
        let priority = ["urgent", "high", "normal", "low"].randomElement(using: &chance) ?? "normal"
        return
            #"{"post_id":"\#(post)","verdict":"manual_review","priority":"\#(priority)","content":{"text":"post \#(post)"}}"#
    }
}
