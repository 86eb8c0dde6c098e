import MongoClient
import MongoRecords
import MongoShared

enum TokenPurgeCommand: Command {
    static let name = "token purge"
    static let usage = "[--client ID]"
    static let summary = "Deletes tokens that have expired or are revoked, which else stay listed for 30 days."
    static let options = [OptionSpec("--client", "ID", "of this client only")]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let client = try arguments["--client"].map { text throws(CommandFailure) in
            try RecordsAccess.clientID(text, option: "--client")
        }
        let count = try await RecordsAccess.with(try Settings(arguments)) { records, mongo throws(MongoError) in
            try await records.purgeTokens(of: client, at: try await MongoClock(mongo: mongo).now())
        }
        Terminal.error("\(count) tokens are deleted")
    }
}
