import Moderation

enum StatsCommand: Command {
    static let name = "stats"
    static let usage = "[--client ID] [--watch]"
    static let summary = "Shows how much waits and is claimed, per queue, and how much each moderator holds."
    static let discussion = """
        Reads Redis, at the same cost whatever the backlog, and changes nothing. With --watch it looks again each second
        until Ctrl-C, or until a store does not answer: a terminal shows the newest table, a file or a pipe gets them
        all, one JSON text a line with --json. What waits on the shelf in MongoDB counts as
        ready, without a priority.
        """
    static let options = [
        OptionSpec("--client", "ID", "of this client only"),
        OptionSpec("--watch", nil, "look again each second"),
    ]

    private static let every: Duration = .seconds(1)

    static func run(_ arguments: Arguments) async throws(CommandFailure) {
        try arguments.none()
        let id = try arguments["--client"].map { text throws(CommandFailure) in
            try RecordsAccess.clientID(text, option: "--client")
        }
        let json = arguments.has("--json")
        let run = try StatsRun(client: id, settings: try Settings(arguments))
        let result: Result<Void, CommandFailure>
        do throws(CommandFailure) {
            if arguments.has("--watch") {
                try await watch(run, json: json)
            } else {
                Terminal.line(text(of: try await run.look(), json: json))
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await run.close()
        try result.get()
    }

    private static func text(of looks: [ClientLook], json: Bool) -> String {
        json ? StatsTable.json(looks) : StatsTable.text(looks)
    }

    /// Until a signal comes, the reader has gone, or a look fails.
    private static func watch(_ run: StatsRun, json: Bool) async throws(CommandFailure) {
        let signals = try StopSignals()
        defer { signals.close() }
        let failure = await withTaskGroup(of: CommandFailure?.self) { group in
            group.addTask {
                await signals.wait()
                return nil
            }
            group.addTask { await showAgainAndAgain(run, json: json) }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
        if let failure { throw failure }
    }

    private static func showAgainAndAgain(_ run: StatsRun, json: Bool) async -> CommandFailure? {
        while !Task.isCancelled {
            do throws(CommandFailure) {
                // Tables below each other are told apart by an empty line.
                guard Terminal.page(text(of: try await run.look(), json: json) + (json ? "" : "\n")) else { return nil }
            } catch {
                return error
            }
            try? await Task.sleep(for: every)
        }
        return nil
    }
}
