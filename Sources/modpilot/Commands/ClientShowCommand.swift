import Moderation
import MongoClient
import MongoRecords

enum ClientShowCommand: Command {
    static let name = "client show"
    static let usage = "ID"
    static let summary = "Shows a client's settings."
    static let options: [OptionSpec] = []

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        let id = try RecordsAccess.clientID(try arguments.only("ID"), option: "ID")
        guard let client = try await find(id, try Settings(arguments)) else { throw missing(id) }
        ClientTable.print([client], json: arguments.has("--json"), single: true)
    }

    static func find(_ id: ClientID, _ settings: Settings) async throws(CommandFailure) -> Client? {
        try await RecordsAccess.with(settings) { records, _ throws(MongoError) in try await records.client(id) }
    }

    static func missing(_ id: ClientID) -> CommandFailure {
        .failed("no client \(id); `modpilot client add \(id)` adds it")
    }
}
