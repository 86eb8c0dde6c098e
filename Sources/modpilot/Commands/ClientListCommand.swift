import Moderation
import MongoClient
import MongoRecords

enum ClientListCommand: Command {
    static let name = "client list"
    static let usage = ""
    static let summary = "Lists all clients with their settings."
    static let options: [OptionSpec] = []

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let clients = try await RecordsAccess.with(try Settings(arguments)) { records, _ throws(MongoError) in
            try await records.allClients()
        }
        ClientTable.print(clients, json: arguments.has("--json"), single: false)
    }
}
