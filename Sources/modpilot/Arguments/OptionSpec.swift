/// An option that a command takes.
struct OptionSpec: Sendable {
    /// With its dashes.
    let name: String
    /// What stands behind it, such as `FILE`; nil for a flag.
    let value: String?
    let help: String

    init(_ name: String, _ value: String? = nil, _ help: String) {
        self.name = name
        self.value = value
        self.help = help
    }

    /// Where the servers are: every command takes these.
    static let everywhere = [
        OptionSpec("--mongo-url", "URL", "the system of record"),
        OptionSpec("--redis-url", "URL", "where claims are handed out"),
        OptionSpec("--config", "FILE", "settings, instead of config/modpilot.json"),
        OptionSpec("--log-level", "LEVEL", "debug, info, warning or error"),
        OptionSpec("--json", nil, "for machines: JSON on standard output"),
        OptionSpec("--help", nil, "this text"),
    ]

    /// What a command takes with these options of its own. Where one has the name of another that every command takes,
    /// the command's own counts.
    static func all(_ own: [OptionSpec]) -> [OptionSpec] {
        own + everywhere.filter { other in !own.contains { $0.name == other.name } }
    }

    static func table(_ options: [OptionSpec]) -> String {
        let names = options.map { $0.name + ($0.value.map { " " + $0 } ?? "") }
        let width = names.map(\.count).max() ?? 0
        return zip(names, options).map { name, option in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(option.help)"
        }.joined(separator: "\n")
    }
}
