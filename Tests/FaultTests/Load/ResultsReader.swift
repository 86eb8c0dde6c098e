/// A consumer of results: follows them while the period lasts, and reads all that there are in the end.
final class ResultsReader: LoadWorker {
    private static let page = 500

    init(_ access: Access, _ record: LoadRecord, seed: UInt64) {
        super.init(LoadCaller(access, role: .service, name: "reader"), record, seed: seed)
    }

    func work() {
        var cursor = ""
        while record.phase != .over {
            guard let page = read(after: cursor, wait: 1) else {
                rest(100...200)
                continue
            }
            cursor = page.next
            guard let seen = try? page.results.map({ try $0.seen }), !seen.isEmpty else { continue }
            record.count("results read", seen.count)
            record.observe { $0.followed(seen) }
        }
    }

    /// All that can be read, from the beginning; nil when some of it can't be.
    func readAll() -> [SeenDecision]? {
        var all: [SeenDecision] = []
        var cursor = ""
        while let page = read(after: cursor, wait: 0), let seen = try? page.results.map({ try $0.seen }) {
            if seen.isEmpty { return all }
            all += seen
            cursor = page.next
        }
        return nil
    }

    private func read(after cursor: String, wait: Int) -> ResultsBody? {
        let path = "/results?after=\(cursor)&limit=\(Self.page)&wait=\(wait)"
        guard let answer = once("GET", path, at: server()) else { return nil }
        guard answer.status == 200, let body = try? answer.decoded(ResultsBody.self) else {
            unexpected("results", answer)
            return nil
        }
        return body
    }
}
