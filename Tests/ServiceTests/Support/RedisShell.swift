import TestSupport

/// Looks into Redis, or changes it behind the servers' backs, by `redis-cli`.
struct RedisShell: Sendable {
    private let url: String

    init(_ url: String?) {
        self.url = url ?? ""
    }

    func callAsFunction(_ words: String...) async throws -> LooseJSON {
        let folder = try Folder("redis-cli")
        let process = try await ChildProcess.start(
            "redis-cli",
            ["-u", url, "--json"] + words,
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        let status = try await process.ended(within: .seconds(20))
        let output = folder.text("output")
        guard status == 0, !output.isEmpty else {
            throw Unexpected(description: "redis-cli \(words): status \(status), \(folder.text("errors"))")
        }
        return try LooseJSON(output.utf8)
    }
}
