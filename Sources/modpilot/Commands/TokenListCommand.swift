import JSONText
import Moderation
import MongoClient
import MongoRecords

enum TokenListCommand: Command {
    static let name = "token list"
    static let usage = "[--client ID]"
    static let summary = "Lists tokens by name, without the tokens themselves."
    static let options = [OptionSpec("--client", "ID", "of this client only")]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let client = try arguments["--client"].map { text throws(CommandFailure) in
            try RecordsAccess.clientID(text, option: "--client")
        }
        let tokens = try await RecordsAccess.with(try Settings(arguments)) { records, _ throws(MongoError) in
            try await records.tokens(of: client).values
        }
        guard arguments.has("--json") else {
            for token in tokens { Terminal.line(text(token)) }
            return
        }
        var writer = JSONWriter()
        writer.beginArray()
        for token in tokens { write(token, to: &writer) }
        writer.endArray()
        Terminal.line(writer.text)
    }

    private static func text(_ token: TokenRecord) -> String {
        var words = [token.name, token.client.description, token.role.rawValue]
        if let subject = token.subject { words.append(subject.description) }
        words.append("issued \(token.createdAt)")
        if let end = token.expiresAt { words.append("expires \(end)") }
        if token.isRevoked { words.append("revoked") }
        return words.joined(separator: "  ")
    }

    private static func write(_ token: TokenRecord, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", string: token.name)
        writer.field("client_id", string: token.client.description)
        writer.field("role", string: token.role.rawValue)
        writer.field("subject", string: token.subject?.description)
        writer.field("created_at", string: token.createdAt.description)
        writer.field("expires_at", string: token.expiresAt?.description)
        writer.field("revoked", bool: token.isRevoked)
        writer.endObject()
    }
}
