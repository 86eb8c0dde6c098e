import Glibc
import Synchronization

/// A running `modpilot serve`. It ends with its last reference.
package final class ServerProcess: Sendable {
    /// The same through restarts, and nobody else's in between.
    package var port: UInt16 { held.number }

    private let held: HeldPort
    private let environment: [String: String]
    private let openFiles: Int?
    private let folder: Folder
    private let process: Mutex<ChildProcess>

    /// Starts one and waits until it is ready; ``ModPilot/serve(environment:openFiles:)`` gives it its stores.
    ///
    /// - Parameter openFiles: how many files it may have open.
    package static func start(
        environment: [String: String],
        openFiles: Int? = nil
    ) async throws -> ServerProcess {
        let held = try HeldPort()
        let folder = try Folder("server")
        let process = try await launch(
            port: held.number,
            environment: environment,
            openFiles: openFiles,
            folder: folder
        )
        return ServerProcess(
            held: held,
            environment: environment,
            openFiles: openFiles,
            folder: folder,
            process: process
        )
    }

    private init(
        held: HeldPort,
        environment: [String: String],
        openFiles: Int?,
        folder: Folder,
        process: ChildProcess
    ) {
        self.held = held
        self.environment = environment
        self.openFiles = openFiles
        self.folder = folder
        self.process = Mutex(process)
    }

    /// A new connection to it.
    package func probe(timeout: Duration = .seconds(40)) -> HTTPProbe {
        HTTPProbe(port: port, timeout: timeout)
    }

    /// Its process id.
    package var id: Int32 { current.id }

    /// What it wrote to standard output and standard error.
    package var log: String { folder.text("log") }

    /// As ``ChildProcess/exitStatus``.
    package var exitStatus: Int32? { current.exitStatus }

    /// Kills it (SIGKILL) and waits until it is gone.
    package func kill() async throws {
        try await current.kill()
    }

    /// Asks it to drain and end (SIGTERM), and waits.
    /// - Returns: Its exit status.
    @discardableResult
    package func stop(within limit: Duration = .seconds(40)) async throws -> Int32? {
        try await current.stop(within: limit)
        return current.exitStatus
    }

    /// Holds it in place (SIGSTOP), as a stalled host would.
    package func pause() async throws {
        try await current.pause()
    }

    /// Lets it go on after ``pause()``.
    package func resume() {
        current.signal(SIGCONT)
    }

    /// Sends it any other signal.
    package func signal(_ number: Int32) {
        current.signal(number)
    }

    /// Starts it again on the same port; kills it first when it still runs.
    /// - Parameters:
    ///   - more: On top of the environment that it was first started with, for this start alone.
    ///   - untilReady: Waits until it is ready. A server that is to die under load may never be.
    package func restart(environment more: [String: String] = [:], untilReady: Bool = true) async throws {
        try await current.kill()
        let next = try await Self.launch(
            port: port,
            environment: environment.merging(more) { $1 },
            openFiles: openFiles,
            folder: folder,
            untilReady: untilReady
        )
        process.withLock { $0 = next }
    }

    private var current: ChildProcess { process.withLock { $0 } }

    private static func launch(
        port: UInt16,
        environment: [String: String],
        openFiles: Int?,
        folder: Folder,
        untilReady: Bool = true
    ) async throws -> ChildProcess {
        let binary = try TestEnvironment.binary
        let limited = openFiles.map { ["-c", "ulimit -n \($0) && exec \"$0\" serve", binary] }
        let process = try await ChildProcess.start(
            limited == nil ? binary : "/bin/sh",
            limited ?? ["serve"],
            environment: environment.merging(["MODPILOT_LISTEN": "127.0.0.1:\(port)"]) { $1 },
            output: folder.path("log")
        )
        guard untilReady else { return process }
        let probe = HTTPProbe(port: port, timeout: .seconds(10))
        try await process.ready("modpilot is ready on port \(port)", within: .seconds(30), log: folder.text("log")) {
            try await probe.call("GET", "/readyz").status == 200
        }
        return process
    }
}
