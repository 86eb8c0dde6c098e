import Moderation
import MongoClient
import MongoRecords
import MongoShared
import Secrets

enum TokenIssueCommand: Command {
    static let name = "token issue"
    static let usage = "--client ID --role R [--subject NAME] [--expires 30d]"
    static let summary = "Issues a token and prints it, once: only its hash is stored."
    static let discussion = """
        The token stands alone on a line of standard output. A service token speaks for the client's backend; a
        moderator's or supervisor's token names its person by --subject.
        """
    static let options = [
        OptionSpec("--client", "ID", "whose data it opens"),
        OptionSpec("--role", "R", "service, moderator or supervisor"),
        OptionSpec("--subject", "NAME", "the moderator or supervisor it speaks for"),
        OptionSpec("--expires", "TIME", "how long it holds, such as 12h or 30d; for ever if not given"),
    ]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let client = try RecordsAccess.clientID(try arguments.required("--client"), option: "--client")
        let roleText = try arguments.required("--role")
        guard let role = Role(rawValue: roleText) else {
            throw .misuse("--role: \(roleText) is none of service, moderator, supervisor")
        }
        let subject = try subject(arguments, role: role)
        let lifetime = try arguments["--expires"].map { text throws(CommandFailure) in try Lifetime(text).duration }
        let settings = try Settings(arguments)
        guard try await ClientShowCommand.find(client, settings) != nil else { throw ClientShowCommand.missing(client) }
        let (token, name) = try await RecordsAccess.with(settings) { records, mongo throws(MongoError) in
            let token = SecretToken.generate()
            let name = RandomIdentifier.make(bytes: 6)
            let now = try await MongoClock(mongo: mongo).now()
            try await records.add(
                TokenRecord(
                    hash: token.hash.hexadecimal,
                    name: name,
                    client: client,
                    role: role,
                    subject: subject,
                    createdAt: now,
                    expiresAt: lifetime.map { now + $0 }
                )
            )
            return (token, name)
        }
        Terminal.error("token \(name): \(role.rawValue) of \(client)\(subject.map { ", \($0)" } ?? "")")
        guard Terminal.lineThatCounts(token.text) else {
            // It was shown to nobody, and will be to nobody.
            _ = try await RecordsAccess.with(settings) { records, _ throws(MongoError) in try await records.revoke(name)
            }
            throw .failed("the token could not be written to standard output, and is revoked")
        }
    }

    private static func subject(_ arguments: Arguments, role: Role) throws(CommandFailure) -> ModeratorName? {
        guard let text = arguments["--subject"] else {
            guard role == .service else { throw .misuse("--subject is missing: whom does the token speak for?") }
            return nil
        }
        guard role != .service else {
            throw .misuse("--subject: a service token names its moderator in each call, by X-Moderator-Id")
        }
        do throws(InvalidField) {
            return try ModeratorName(text, field: "--subject")
        } catch {
            throw .misuse("\(error)")
        }
    }
}
