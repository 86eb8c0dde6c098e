import TestSupport

/// Sends to a tenant's stream: thousands of verdicts, good and bad, repeated and in new versions, each bad one marked.
struct Producer: Sendable {
    let tenant: Tenant
    let posts: [String]
    /// The mark of each bad entry, with the code that it must be refused with.
    let bad: [String: String]
    /// The fields of each entry, as `redis-cli` reads them.
    private let entries: [String]

    /// How many versions of each post are sent, from `v1`.
    static let versions = 3

    /// - Parameter count: How many posts there are; each version is sent twice, and a bad entry goes with each post. All
    ///   versions of a post are near each other, so that one batch has them.
    init(tenant: Tenant, posts count: Int) {
        self.tenant = tenant
        posts = Verdict.posts(count)
        var bad: [String: String] = [:]
        var entries: [String] = []
        for start in stride(from: 0, to: count, by: 10) {
            let some = posts[start..<min(start + 10, count)]
            for version in 1...Self.versions {
                for post in some {
                    let line = Verdict.line(post, version: "v\(version)")
                    entries += ["verdict '\(line)'", "verdict '\(line)'"]
                }
            }
            for _ in some {
                let (code, fields) = Self.bad[bad.count % Self.bad.count]
                let mark = "bad-\(bad.count)"
                bad[mark] = code
                entries.append("\(fields) mark \(mark)")
            }
        }
        self.bad = bad
        self.entries = entries
    }

    private static let bad = [
        ("invalid_json", "verdict '{broken'"),
        ("invalid_json", #"verdict "{\"post_id\":\"p-1\xff\",\"verdict\":\"approved\"}""#),
        ("invalid_field", #"verdict '{"post_id":"x","verdict":"huh"}'"#),
        ("unknown_field", #"verdict '{"post_id":"x","verdit":"approved"}'"#),
        ("invalid_field", "other '{}'"),
    ]

    static func key(_ tenant: Tenant) -> String { "moderation-verdicts-{\(tenant.id)}" }

    /// Sends all of it, in order.
    func send() async throws {
        let key = Self.key(tenant)
        let sent = try await tenant.redis.run(entries.map { "XADD \(key) * \($0)" })
        guard sent.count == entries.count else {
            throw Unexpected(description: "\(entries.count) entries were sent and \(sent.count) taken")
        }
    }

    /// Waits until nothing is left of the stream.
    func becomesDrained(within limit: Duration = .seconds(60)) async throws {
        try await eventually("the stream of \(tenant.id) is gone", within: limit, every: .milliseconds(100)) {
            try await tenant.redis("EXISTS", Self.key(tenant)).int == 0
        }
    }
}
