import Foundation
import Glibc
import MongoClient
import Synchronization
import TestSupport

/// A mongod of one test's own, a replica set of one node, to be paused and killed. It takes test commands, so that
/// fail points can make it fail on purpose.
final class PrivateMongod: Sendable {
    private let held: HeldPort
    private var port: UInt16 { held.number }
    private let folder: Folder
    private let process: Mutex<ChildProcess>

    var uri: String { "mongodb://127.0.0.1:\(port)/\(uniqueName("test"))?replicaSet=rs0" }

    /// Starts a server, and runs `body` once the server takes writes.
    static func with(_ body: (PrivateMongod) async throws -> Void) async throws {
        let server = try await PrivateMongod()
        try await server.initiate()
        try await body(server)
        try await server.kill()
    }

    private init() async throws {
        held = try HeldPort()
        folder = try Folder("mongod")
        process = Mutex(try await Self.launch(in: folder, port: held.number))
    }

    private static func launch(in folder: Folder, port: UInt16) async throws -> ChildProcess {
        try await ChildProcess.start(
            try TestEnvironment.mongod,
            [
                "--dbpath", folder.path, "--port", String(port), "--bind_ip", "127.0.0.1", "--replSet", "rs0",
                "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64",
                "--setParameter", "diagnosticDataCollectionEnabled=false", "--setParameter", "enableTestCommands=1",
            ],
            output: folder.path("log")
        )
    }

    private var current: ChildProcess { process.withLock { $0 } }

    /// Returns once every thread of the server stands still: until then it may still answer.
    func pause() async throws { try await current.pause() }

    func resume() { current.signal(SIGCONT) }

    func kill() async throws { try await current.kill() }

    /// Starts it again, after `kill`, with the data that it had.
    func restart() async throws {
        let next = try await Self.launch(in: folder, port: port)
        process.withLock { $0 = next }
    }

    private func initiate() async throws {
        let client = try MongoClient(uri: "mongodb://127.0.0.1:\(port)/admin?directConnection=true", threads: 1)
        try await current.ready("mongod answers", within: .seconds(60), log: folder.text("log")) {
            try await client.command(["ping": 1], kind: .read)["ok"] != nil
        }
        let member: BSONValue = ["_id": 0, "host": "127.0.0.1:\(port)"]
        _ = try await client.command(["replSetInitiate": ["_id": "rs0", "members": [member]]], kind: .read)
        try await eventually("there is a primary", within: .seconds(60)) {
            try await client.command(["hello": 1], kind: .read).bool("isWritablePrimary") ?? false
        }
        await client.close()
    }
}
