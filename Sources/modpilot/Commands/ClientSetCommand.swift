import Moderation
import MongoClient
import MongoRecords

enum ClientSetCommand: Command {
    static let name = "client set"
    static let usage = "ID [--tier redis|mongo] [--redis-url URL|default] [--stand-in on|off] [--lease S] …"
    static let summary = "Changes a client's settings; running servers follow within 2 s."
    static let discussion = ClientOptions.discussion
    static let options = ClientOptions.specs

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        let id = try RecordsAccess.clientID(try arguments.only("ID"), option: "ID")
        // What is misused is said whether or not there is such a client, or a MongoDB.
        try ClientOptions.check(arguments)
        let settings = try Settings(arguments, besides: [ClientOptions.redisURL])
        guard let client = try await ClientShowCommand.find(id, settings) else { throw ClientShowCommand.missing(id) }
        var wanted = client.wanted
        try ClientOptions.apply(arguments, to: &wanted)
        let changed = wanted
        let found = try await RecordsAccess.with(settings) { records, _ throws(MongoError) in
            try await records.set(changed, of: id)
        }
        guard found else { throw ClientShowCommand.missing(id) }
        ClientTable.print([Client(id: id, settings: changed)], json: arguments.has("--json"), single: true)
    }
}
