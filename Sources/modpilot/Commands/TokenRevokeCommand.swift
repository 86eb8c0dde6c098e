import MongoClient
import MongoRecords

enum TokenRevokeCommand: Command {
    static let name = "token revoke"
    static let usage = "NAME"
    static let summary = "Ends a token, named as `token list` shows it, within 2 s."
    static let options: [OptionSpec] = []

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        let name = try arguments.only("NAME")
        let found = try await RecordsAccess.with(try Settings(arguments)) { records, _ throws(MongoError) in
            try await records.revoke(name)
        }
        guard found else { throw .failed("no token \(name); `modpilot token list` shows the names") }
        Terminal.error("token \(name) is revoked")
    }
}
