import Foundation

/// Looks into Redis, or changes it behind the servers' backs, by `redis-cli`.
package struct RedisShell: Sendable {
    private let url: String

    package init(_ url: String?) {
        self.url = url ?? ""
    }

    package func callAsFunction(_ words: String...) async throws -> LooseJSON { try await self(words) }

    package func callAsFunction(_ words: [String]) async throws -> LooseJSON {
        let folder = try Folder("redis-cli")
        let process = try await ChildProcess.start(
            "redis-cli",
            ["--no-auth-warning", "-u", url, "--json"] + words,
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

    /// Runs commands, one a line, in the shell's own quoting; gives a line for each that succeeded.
    package func run(_ lines: [String]) async throws -> [Substring] {
        let folder = try Folder("redis-cli")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: folder.path("input")))
        let process = try await ChildProcess.start(
            "redis-cli",
            ["--no-auth-warning", "-u", url],
            input: folder.path("input"),
            output: folder.path("output")
        )
        let status = try await process.ended(within: .seconds(60))
        let answers = folder.text("output").split(separator: "\n")
        let refusals = answers.filter { $0.contains("ERR") || $0.contains("Invalid") }
        guard status == 0, refusals.isEmpty else {
            throw Unexpected(description: "redis-cli: status \(status), \(refusals.first ?? "")")
        }
        return answers
    }
}
