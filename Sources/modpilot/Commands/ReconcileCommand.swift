import Moderation

enum ReconcileCommand: Command {
    static let name = "reconcile"
    static let usage = "[--client ID] [--dry-run]"
    static let summary = "Compares what MongoDB says of every post with what stands in line, and mends what differs."
    static let discussion = """
        Can be given while servers run, and under load: what merely moves is looked at twice and not counted. Servers do the
        same by themselves, a page of each client every 5 s, and log what they find as "the stores differed". Exit status:
        0 where all agrees or was mended; 1 where something could not be mended, or, with --dry-run, which changes
        nothing, where anything differs.
        """
    static let options = [
        OptionSpec("--client", "ID", "of this client only"),
        OptionSpec("--dry-run", nil, "only tell what differs"),
    ]

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let id = try arguments["--client"].map { text throws(CommandFailure) in
            try RecordsAccess.clientID(text, option: "--client")
        }
        let mends = !arguments.has("--dry-run")
        let run = try ReconcileRun(client: id, mends: mends, settings: try Settings(arguments))
        let result: Result<[ClientDrift], CommandFailure>
        do throws(CommandFailure) {
            result = .success(try await run.compare())
        } catch {
            result = .failure(error)
        }
        await run.close()
        let found = try result.get()
        Terminal.line(
            arguments.has("--json") ? DriftTable.json(found, mends: mends) : DriftTable.text(found, mends: mends)
        )
        if let failure = failure(found, mends: mends) { throw failure }
    }

    private static func failure(_ looks: [ClientDrift], mends: Bool) -> CommandFailure? {
        let unknown = looks.count { $0.report == nil }
        let found = looks.reduce(0) { $0 + ($1.report?.found ?? 0) }
        let mended = looks.reduce(0) { $0 + ($1.report?.mended ?? 0) }
        if unknown > 0 { return .failed("\(unknown) of \(looks.count) clients could not be looked at") }
        guard found > mended else { return nil }
        return mends
            ? .failed("\(found - mended) of \(found) differences are not mended yet; give the command again")
            : .failed("\(found) differences; `modpilot reconcile` mends them")
    }
}
