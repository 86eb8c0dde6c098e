import TestSupport

/// A `modpilot serve` that a test looks at before it is ready.
final class EarlyServer: Sendable {
    var port: UInt16 { held.number }

    private let held: HeldPort
    private let folder: Folder
    private let process: ChildProcess

    /// Starts one; it need not become ready.
    /// - Parameters:
    ///   - environment: Its stores and all else.
    ///   - isListening: Whether it answers at a port, where it does not do so in the clear.
    static func start(
        _ environment: [String: String],
        arguments: [String] = [],
        isListening: (@Sendable (UInt16) async throws -> Bool)? = nil
    ) async throws -> EarlyServer {
        let folder = try Folder("early")
        let held = try HeldPort()
        let process = try await ChildProcess.start(
            TestEnvironment.binary,
            ["serve"] + arguments,
            environment: environment.merging(["MODPILOT_LISTEN": "127.0.0.1:\(held.number)"]) { $1 },
            output: folder.path("log")
        )
        let server = EarlyServer(held: held, folder: folder, process: process)
        try await process.ready("it listens", within: .seconds(20), log: folder.text("log")) {
            if let isListening { return try await isListening(server.port) }
            return try await server.status("/healthz") == 200
        }
        return server
    }

    private init(held: HeldPort, folder: Folder, process: ChildProcess) {
        self.held = held
        self.folder = folder
        self.process = process
    }

    var log: String { folder.text("log") }

    func get(_ path: String) async throws -> HTTPAnswer {
        try await HTTPProbe(port: port, timeout: .seconds(10)).call("GET", path)
    }

    func status(_ path: String) async throws -> Int {
        try await get(path).status
    }

    func becomesReady() async throws {
        try await eventually("the server is ready: \(log.suffix(500))", within: .seconds(30)) {
            try await status("/readyz") == 200
        }
    }

    /// - Returns: Its exit status.
    func stop() async throws -> Int32? {
        try await process.stop()
        return process.exitStatus
    }
}
