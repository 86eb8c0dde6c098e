import Moderation
import MongoClient
import MongoRecords

enum ClientAddCommand: Command {
    static let name = "client add"
    static let usage = "ID [--tier redis|mongo] [--redis-url URL|default] [--stand-in on|off] [--lease S] …"
    static let summary = "Adds a client, a tenant with its own items, tokens and settings."
    static let discussion = ClientOptions.discussion
    static let options = ClientOptions.specs

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        let id = try RecordsAccess.clientID(try arguments.only("ID"), option: "ID")
        var settings = ClientSettings()
        try ClientOptions.apply(arguments, to: &settings)
        let client = Client(id: id, settings: settings)
        let added = try await RecordsAccess.with(try Settings(arguments, besides: [ClientOptions.redisURL])) {
            records,
            _ throws(MongoError) in
            try await records.add(client)
        }
        guard added else {
            throw .failed("client \(id) is there already; `modpilot client set \(id) …` changes its settings")
        }
        ClientTable.print([client], json: arguments.has("--json"), single: true)
    }
}
