import Glibc
import Synchronization

/// A Redis of one test's own, to kill, pause and fill up. It ends with its last reference.
package final class PrivateRedis: Sendable {
    /// The same through restarts, and nobody else's in between.
    package var port: UInt16 { held.number }

    /// What `MODPILOT_REDIS_URL` takes.
    package var url: String { "redis://127.0.0.1:\(port)/0" }

    private let held: HeldPort
    private let arguments: [String]
    private let folder: Folder
    private let process: Mutex<ChildProcess>

    /// Starts one with an append-only file, as ModPilot wants it, and waits until it answers.
    /// - Parameter arguments: More of its command line, such as `["--maxmemory", "8mb"]`; the last of a kind wins.
    package static func start(
        _ arguments: [String] = [],
        within limit: Duration = .seconds(30)
    ) async throws -> PrivateRedis {
        let folder = try Folder("redis")
        _ = try TestEnvironment.redisServer
        return try await eventually("a private Redis starts", within: limit) {
            let held = try HeldPort()
            let process = try await launch(port: held.number, folder: folder, arguments: arguments)
            return PrivateRedis(held: held, arguments: arguments, folder: folder, process: process)
        }
    }

    private init(held: HeldPort, arguments: [String], folder: Folder, process: ChildProcess) {
        self.held = held
        self.arguments = arguments
        self.folder = folder
        self.process = Mutex(process)
    }

    /// Kills it (SIGKILL) and waits until it is gone. Its data stays for ``restart()``.
    package func kill() async throws {
        try await current.kill()
    }

    /// Ends it in order (SIGTERM), as ``restart()`` wants it for a planned restart.
    package func stop() async throws {
        try await current.stop()
    }

    /// Holds it in place (SIGSTOP): connections stay open and nothing answers.
    package func pause() async throws {
        try await current.pause()
    }

    /// Lets it go on after ``pause()``.
    package func resume() {
        current.signal(SIGCONT)
    }

    /// Starts it again on the same port, by default with the data that it had; kills it first when it still runs.
    /// - Parameters:
    ///   - empty: Without any of its data, as after a loss of its disk.
    ///   - shift: How many seconds its clock is ahead of the host's, until it is started again.
    package func restart(empty: Bool = false, clockAhead shift: Int = 0) async throws {
        try await current.kill()
        if empty { try folder.clear() }
        let environment = try shift == 0 ? [:] : TestEnvironment.redisClock(ahead: shift)
        let next = try await Self.launch(port: port, folder: folder, arguments: arguments, environment: environment)
        process.withLock { $0 = next }
    }

    /// A copy of its data, for ``restart(from:)``. Its append-only file must not be rewritten meanwhile.
    package func backUp() throws -> Folder {
        let backup = try Folder("redis-backup")
        try folder.copy(into: backup)
        return backup
    }

    /// Kills it and starts it again with the data of a backup: all that was written since is lost.
    package func restart(from backup: Folder) async throws {
        try await current.kill()
        try folder.clear()
        try backup.copy(into: folder)
        try await restart()
    }

    /// What it logged.
    package var log: String { folder.text("log") }

    private var current: ChildProcess { process.withLock { $0 } }

    private static func launch(
        port: UInt16,
        folder: Folder,
        arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> ChildProcess {
        let fixed = ["--bind", "127.0.0.1", "--port", "\(port)", "--dir", folder.path]
        let durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        let process = try await ChildProcess.start(
            TestEnvironment.redisServer,
            fixed + durable + arguments,
            environment: environment,
            output: folder.path("log")
        )
        try await process.ready("Redis answers on port \(port)", within: .seconds(20), log: folder.text("log")) {
            try await onThread { try answers(port: port) }
        }
        return process
    }

    private static func answers(port: UInt16) throws -> Bool {
        let socket = try LoopbackSocket(port: port, timeout: .seconds(2))
        try socket.send(Array("PING\r\n".utf8))
        return try socket.receive().starts(with: Array("+PONG".utf8))
    }
}
