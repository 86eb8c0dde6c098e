import MongoClient
import MongoRecords

enum TokenRevokeCommand: Command {
    static let name = "token revoke"
    static let usage = "NAME | --all --client ID"
    static let summary = "Ends a token, named as `token list` shows it, or all of a client, within 2 s."
    static let options = [
        OptionSpec("--all", nil, "every token of the client"),
        OptionSpec("--client", "ID", "with --all: whose tokens"),
    ]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        guard !arguments.has("--all") else { return try await revokeAll(arguments) }
        guard arguments["--client"] == nil else { throw .misuse("--client stands with --all alone") }
        let name = try arguments.only("NAME")
        let found = try await RecordsAccess.with(try Settings(arguments)) { records, _ throws(MongoError) in
            try await records.revoke(name)
        }
        guard found else { throw .failed("no token \(name); `modpilot token list` shows the names") }
        Terminal.error("token \(name) is revoked")
    }

    private static func revokeAll(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let client = try RecordsAccess.clientID(try arguments.required("--client"), option: "--client")
        let settings = try Settings(arguments)
        guard try await ClientShowCommand.find(client, settings) != nil else { throw ClientShowCommand.missing(client) }
        let count = try await RecordsAccess.with(settings) { records, _ throws(MongoError) in
            try await records.revokeTokens(of: client)
        }
        Terminal.error("\(count) tokens of \(client) are revoked")
    }
}
