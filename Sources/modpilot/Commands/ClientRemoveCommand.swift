import MongoClient
import MongoRecords

enum ClientRemoveCommand: Command {
    static let name = "client remove"
    static let usage = "ID --yes"
    static let summary = "Removes a client that has no pending posts, and ends its tokens; servers follow within 2 s."
    static let discussion = """
        The record of its posts and decisions stays in MongoDB, and counts again where a client of the same name is added. Pending
        posts are decided, or withdrawn by DELETE, before.
        """
    static let options = [OptionSpec("--yes", nil, "that it is meant")]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        let id = try RecordsAccess.clientID(try arguments.only("ID"), option: "ID")
        guard arguments.has("--yes") else { throw .misuse("--yes: say that \(id) and its tokens are to go") }
        let removal = try await RecordsAccess.with(try Settings(arguments)) { records, _ throws(MongoError) in
            try await records.remove(id)
        }
        switch removal {
        case .removed(let tokens): Terminal.error("client \(id) is removed, and its \(tokens) tokens have ended")
        case .hasPending:
            throw .failed(
                "client \(id) has pending posts; `modpilot stats --client \(id)` shows how many, decide or withdraw them"
            )
        case .missing: throw ClientShowCommand.missing(id)
        }
    }
}
