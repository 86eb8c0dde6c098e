/// All commands, and which of them the words name.
enum CommandTable {
    static let all: [any Command.Type] = [
        ServeCommand.self, ClientAddCommand.self, ClientSetCommand.self, ClientListCommand.self,
        ClientShowCommand.self, ClientRemoveCommand.self, TokenIssueCommand.self, TokenListCommand.self,
        TokenRevokeCommand.self,
        TokenPurgeCommand.self,
        IngestCommand.self, StatsCommand.self, ReconcileCommand.self,
    ]

    static func run(_ words: [String]) async throws(CommandFailure) {
        guard let first = words.first else { throw .misuse("no command given") }
        if first == "--help" || first == "-h" || first == "help" {
            Terminal.line(overview)
            return
        }
        if first == "--version" {
            Terminal.line("modpilot \(Release.version)")
            return
        }
        guard let command = named(by: words) else {
            let group = all.filter { $0.name.hasPrefix(first + " ") }
            if !group.isEmpty, words.contains("--help") {
                Terminal.line(lines(group))
                return
            }
            guard group.isEmpty else {
                throw .misuse("which of \(group.map { $0.name }.joined(separator: ", "))?")
            }
            let known = Set(all.map { $0.name.prefix { $0 != " " } }).sorted().joined(separator: ", ")
            throw .misuse("no command \(first); there are \(known)")
        }
        let rest = Array(words.dropFirst(command.name.split(separator: " ").count))
        if rest.contains("--help") || rest.contains("-h") {
            Terminal.line(command.help)
            return
        }
        try await command.run(try Arguments(rest, options: OptionSpec.all(command.options)))
    }

    private static func named(by words: [String]) -> (any Command.Type)? {
        all.first { words.starts(with: $0.name.split(separator: " ").map(String.init)) }
    }

    private static func lines(_ commands: [any Command.Type]) -> String {
        let width = commands.map { $0.name.count }.max() ?? 0
        return commands.map {
            "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))  \($0.summary)"
        }.joined(separator: "\n")
    }

    private static var overview: String {
        """
        modpilot: hands posts to moderators, each to one, and keeps their decisions.

        \(lines(all))

        `modpilot COMMAND --help` says the rest. Exit status: 0 done, 1 failed, 2 misused.

        Settings come from flags, then the environment, then config/modpilot.json (or --config FILE), then defaults:
          --listen     MODPILOT_LISTEN      listen      127.0.0.1:8080
          --redis-url  MODPILOT_REDIS_URL   redis_url   redis://127.0.0.1:6379/0
          --mongo-url  MODPILOT_MONGO_URL   mongo_url   mongodb://127.0.0.1:27017/modpilot
          --log-level  MODPILOT_LOG_LEVEL   log_level   info
        A password in a flag is seen by whoever lists processes: put it into the environment or the file.
        """
    }
}
