import Foundation
import Moderation
import TestSupport

/// The built `modpilot` with the stores that it is to use.
struct ModPilotCommand: Sendable {
    let binary: String
    private let environment: [String: String]

    init(_ options: BenchOptions) {
        binary = options.binary
        environment = [
            "MODPILOT_REDIS_URL": options.redisURL, "MODPILOT_MONGO_URL": options.mongoURL,
            "MODPILOT_LOG_LEVEL": "warning",
        ]
    }

    /// Runs a command to its end, within 30 seconds, and gives its standard output.
    func run(_ arguments: [String]) async throws -> String {
        try await Program.run(binary, arguments, environment: environment, within: .seconds(30))
    }

    /// Adds a client with a name that nobody has, and issues a token of its backend.
    func addClient(_ settings: [String]) async throws -> (client: ClientID, token: String) {
        let client = uniqueName("bench")
        _ = try await run(["client", "add", client] + settings)
        let printed = try await run(["token", "issue", "--client", client, "--role", "service"])
        return (try ClientID(client), printed.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Takes a file of verdicts in.
    func ingest(_ file: String, for client: ClientID, within limit: Duration) async throws {
        let arguments = ["ingest", file, "--client", client.description]
        _ = try await Program.run(binary, arguments, environment: environment, within: limit)
    }

    /// Starts the server on a free port and waits until it is ready.
    func serve() async throws -> ServerUnderTest {
        let held = try HeldPort()
        let port = held.number
        let folder = try Folder("bench")
        let process = try await ChildProcess.start(
            binary,
            ["serve"],
            environment: environment.merging(["MODPILOT_LISTEN": "127.0.0.1:\(port)"]) { $1 },
            output: folder.path("log")
        )
        let probe = HTTPProbe(port: port, timeout: .seconds(5))
        try await process.ready("modpilot serves on port \(port)", within: .seconds(30), log: folder.text("log")) {
            try await probe.call("GET", "/readyz").status == 200
        }
        return ServerUnderTest(held: held, process: process, folder: folder)
    }
}
