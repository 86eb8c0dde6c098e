import Foundation
import Glibc
import Synchronization

/// A MongoDB replica set of one test's own, to kill, pause and step down. It ends with its last reference.
package final class PrivateMongo: Sendable {
    /// The ports of its nodes, the same through restarts, and nobody else's in between.
    package var ports: [UInt16] { held.map(\.number) }

    private let held: [HeldPort]
    private let folder: Folder
    private let arguments: [String]
    private let processes: Mutex<[ChildProcess]>

    /// Starts a replica set and waits until it takes writes.
    /// - Parameters:
    ///   - nodes: One is enough for transactions and change streams; three survive the loss of one.
    ///   - arguments: More of their command lines.
    package static func start(nodes: Int = 1, arguments: [String] = []) async throws -> PrivateMongo {
        _ = try TestEnvironment.mongod
        return try await eventually("a private MongoDB starts", within: .seconds(90)) {
            let folder = try Folder("mongo")
            let held = try (0..<nodes).map { _ in try HeldPort() }
            var processes: [ChildProcess] = []
            for port in held {
                processes.append(try await launch(port: port.number, folder: folder, arguments: arguments))
            }
            let mongo = PrivateMongo(held: held, folder: folder, arguments: arguments, processes: processes)
            try await mongo.waitUntilWritable()
            return mongo
        }
    }

    private init(held: [HeldPort], folder: Folder, arguments: [String], processes: [ChildProcess]) {
        self.held = held
        self.folder = folder
        self.arguments = arguments
        self.processes = Mutex(processes)
    }

    /// What `MODPILOT_MONGO_URL` takes.
    package func url(database: String = "modpilot") -> String {
        let hosts = ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
        return "mongodb://\(hosts)/\(database)?replicaSet=rs0"
    }

    /// Kills a node (SIGKILL) and waits until it is gone. Its data stays for ``restart(_:)``.
    package func kill(_ node: Int = 0) async throws {
        try await process(node).kill()
    }

    /// Ends a node in order (SIGTERM).
    package func stop(_ node: Int = 0) async throws {
        try await process(node).stop(within: .seconds(30))
    }

    /// Holds a node in place (SIGSTOP): connections stay open and nothing answers.
    package func pause(_ node: Int = 0) async throws {
        try await process(node).pause()
    }

    /// Lets a node go on after ``pause(_:)``.
    package func resume(_ node: Int = 0) {
        process(node).signal(SIGCONT)
    }

    /// Starts a node again on its port with the data that it had, killing it first when it still runs, and waits
    /// until the set takes writes.
    package func restart(_ node: Int = 0) async throws {
        try await process(node).kill()
        let next = try await Self.launch(port: ports[node], folder: folder, arguments: arguments)
        processes.withLock { $0[node] = next }
        try await waitUntilWritable()
    }

    /// Initiates the set where its data is new, and waits until a node takes writes.
    package func waitUntilWritable() async throws {
        let helper = ["config/lib/replica_set.py", "--seconds", "60"] + ports.map { "\($0)" }
        let process = try await ChildProcess.start("python3", helper, output: folder.path("helper.log"))
        let status = try await process.ended(within: .seconds(70))
        if status != 0 {
            throw EndedEarly(what: "the replica set takes writes", status: status, log: folder.text("helper.log"))
        }
    }

    /// What a node logged.
    package func log(_ node: Int = 0) -> String { folder.text("\(ports[node]).log") }

    private func process(_ node: Int) -> ChildProcess { processes.withLock { $0[node] } }

    private static func launch(port: UInt16, folder: Folder, arguments: [String]) async throws -> ChildProcess {
        let data = folder.path("\(port)")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let log = "\(port).log"
        let process = try await ChildProcess.start(
            TestEnvironment.mongod,
            [
                "--bind_ip", "127.0.0.1", "--port", "\(port)", "--dbpath", data, "--replSet", "rs0",
                "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64",
                "--setParameter", "diagnosticDataCollectionEnabled=false",
            ] + arguments,
            output: folder.path(log)
        )
        try await process.ready("mongod listens on port \(port)", within: .seconds(30), log: folder.text(log)) {
            _ = try LoopbackSocket(port: port, timeout: .seconds(2))
            return true
        }
        return process
    }
}
