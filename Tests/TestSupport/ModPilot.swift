/// The built `modpilot`, with the stores that it is to use: its command line and its servers.
package struct ModPilot: Sendable {
    /// The variables that every command and server gets.
    package let environment: [String: String]

    /// - Parameters:
    ///   - redisURL: The shared Redis without.
    ///   - mongoURL: A database of its own on the shared MongoDB without, so that no other test's server works on
    ///     this one's clients.
    ///   - environment: Set last, over everything else.
    /// - Throws: ``MissingVariable``.
    package init(
        redisURL: String? = nil,
        mongoURL: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        let stores = [
            "MODPILOT_REDIS_URL": try redisURL ?? TestEnvironment.redisURL,
            "MODPILOT_MONGO_URL": try mongoURL ?? TestEnvironment.mongoURL(database: uniqueName("modpilot")),
            // A process that is killed leaves libmongoc's counters behind in shared memory, and a later one of the same
            // process id complains of them on standard error.
            "MONGOC_DISABLE_SHM": "1",
        ]
        self.environment = stores.merging(environment) { $1 }
    }

    /// Runs a command to its end.
    /// - Parameter input: Its standard input.
    /// - Throws: ``NotInTime`` when it does not end within `limit`; it is killed then.
    package func run(
        _ arguments: [String],
        input: String = "",
        within limit: Duration = .seconds(120)
    ) async throws -> CommandResult {
        try await ChildProcess.run(
            TestEnvironment.binary,
            arguments,
            environment: environment,
            input: input,
            within: limit
        )
    }

    /// Adds a client under a new name.
    /// - Parameter flags: As for `modpilot client add`.
    /// - Returns: Its id.
    package func addClient(_ flags: String...) async throws -> String {
        let client = uniqueName("c")
        _ = try await succeed(["client", "add", client] + flags)
        return client
    }

    /// Issues a token.
    /// - Parameters:
    ///   - role: `service`, `moderator` or `supervisor`.
    ///   - subject: Whom it names; only a service goes without.
    package func issueToken(client: String, role: String, subject: String? = nil) async throws -> String {
        let name = subject.map { ["--subject", $0] } ?? []
        let output = try await succeed(["token", "issue", "--client", client, "--role", role] + name)
        let tokens = output.split(separator: "\n").filter { $0.hasPrefix("mp_") }
        guard tokens.count == 1 else {
            throw EndedEarly(what: "one token alone on a line", status: 0, log: "\(tokens.count) lines")
        }
        return String(tokens[0])
    }

    /// Starts a server and waits until it is ready.
    /// - Parameters:
    ///   - environment: On top of ``environment``.
    ///   - openFiles: How many files it may have open.
    package func serve(
        environment: [String: String] = [:],
        openFiles: Int? = nil
    ) async throws -> ServerProcess {
        try await ServerProcess.start(
            environment: self.environment.merging(environment) { $1 },
            openFiles: openFiles
        )
    }

    /// Runs a command that must succeed, and returns its standard output.
    package func succeed(_ arguments: [String], input: String = "") async throws -> String {
        let result = try await run(arguments, input: input)
        guard result.status == 0 else {
            throw EndedEarly(what: arguments.joined(separator: " "), status: result.status, log: result.errors)
        }
        return result.output
    }
}
