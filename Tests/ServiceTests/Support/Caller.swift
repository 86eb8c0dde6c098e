import TestSupport

/// One moderator at one server, over a connection of its own, by the service's token.
final class Caller: Sendable {
    let moderator: String

    private let probe: HTTPProbe
    private let headers: [String: String]
    private static let api = "/api/v1/moderation"

    /// - Parameter timeout: For connecting and for each read and write.
    init(port: UInt16, token: String, moderator: String, timeout: Duration = .seconds(40)) {
        self.moderator = moderator
        probe = HTTPProbe(port: port, timeout: timeout)
        headers = ["Authorization": "Bearer \(token)", "X-Moderator-Id": moderator]
    }

    func get(_ path: String) async throws -> HTTPAnswer {
        try await probe.call("GET", Self.api + path, headers: headers)
    }

    func claim(_ limit: Int = 1, wait: Int = 0, queue: String = "default") async throws -> HTTPAnswer {
        try await get("/pending?limit=\(limit)&wait=\(wait)&queue=\(queue)")
    }

    func decide(_ post: String, _ verb: Verb, claim: String? = nil) async throws -> HTTPAnswer {
        try await act(verb.rawValue, on: post, claim: claim)
    }

    /// Makes a call on an item.
    ///
    /// - Parameter verb: As the path names it.
    func act(_ verb: String, on post: String, claim: String? = nil, reason: String? = nil) async throws -> HTTPAnswer {
        let (headers, body) = said(claim: claim, reason: reason)
        return try await probe.call("POST", Self.api + "/\(post)/\(verb)", headers: headers, body: body)
    }

    /// Decides and goes away before the answer can come.
    func decideUnheard(_ post: String, _ verb: Verb, claim: String) async throws {
        let (headers, body) = said(claim: claim, reason: nil)
        try await probe.send("POST", Self.api + "/\(post)/\(verb.rawValue)", headers: headers, body: body)
        probe.close()
    }

    private func said(claim: String?, reason: String?) -> (headers: [String: String], body: [UInt8]?) {
        let fields = [("claim_id", claim), ("reason", reason)].compactMap { name, value in
            value.map { "\"\(name)\":\"\($0)\"" }
        }
        guard !fields.isEmpty else { return (headers, nil) }
        let body = Array("{\(fields.joined(separator: ","))}".utf8)
        return (headers.merging(["Content-Type": "application/json"]) { $1 }, body)
    }

    func release(_ post: String) async throws -> HTTPAnswer {
        try await probe.call("POST", Self.api + "/\(post)/release", headers: headers)
    }

    func item(_ post: String) async throws -> HTTPAnswer {
        try await get("/items/\(post)")
    }

    func withdraw(_ post: String) async throws -> HTTPAnswer {
        try await probe.call("DELETE", Self.api + "/items/\(post)", headers: headers)
    }

    /// Ingests one verdict.
    func ingest(_ post: String) async throws -> HTTPAnswer {
        try await ingest(verdict: Verdict.line(post))
    }

    /// Ingests many verdicts.
    func ingest(_ posts: [String]) async throws -> HTTPAnswer {
        try await ingest(lines: Verdict.lines(posts))
    }

    /// Ingests one verdict, told as JSON.
    func ingest(verdict: String) async throws -> HTTPAnswer {
        try await ingest(verdict, type: "application/json")
    }

    /// Ingests verdicts, one a line.
    func ingest(lines: String) async throws -> HTTPAnswer {
        try await ingest(lines, type: "application/x-ndjson")
    }

    private func ingest(_ text: String, type: String) async throws -> HTTPAnswer {
        try await probe.call(
            "POST",
            Self.api + "/verdicts",
            headers: headers.merging(["Content-Type": type]) { $1 },
            body: Array(text.utf8)
        )
    }

    /// Claims until there is an item to hold.
    func claimSoon(queue: String = "default", within limit: Duration = .seconds(40)) async throws -> HeldItem {
        try await eventually("\(moderator) is given an item", within: limit) {
            let answer = try await claim(wait: 1, queue: queue)
            guard answer.status == 200 else { throw Unexpected(description: "\(answer)") }
            return try answer.items.first
        }
    }
}
