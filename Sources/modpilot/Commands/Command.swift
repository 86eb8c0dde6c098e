/// One command of the command line.
protocol Command: Sendable {
    /// As it is typed, such as `client add`.
    static var name: String { get }
    /// The words behind the name, as `--help` shows them.
    static var usage: String { get }
    /// What it does, in one line.
    static var summary: String { get }
    static var options: [OptionSpec] { get }
    /// More that `--help` says, or nothing.
    static var discussion: String { get }

    static func run(_ arguments: Arguments) async throws(CommandFailure)
}

extension Command {
    static var discussion: String { "" }

    /// What `--help` prints.
    static var help: String {
        var text = "modpilot \(name)\(usage.isEmpty ? "" : " " + usage)\n\n\(summary)\n"
        if !discussion.isEmpty { text += "\n\(discussion)\n" }
        text += "\n" + OptionSpec.table(OptionSpec.all(options))
        return text
    }
}
