import Foundation
import Glibc
import MongoClient
import Testing

/// A mongod of one test's own, a replica set of one node, to be paused and killed.
///
/// Thread safety: used by one test at a time, from its first line to its last.
final class PrivateMongod: @unchecked Sendable {
    let port: UInt16
    private let folder: URL
    private var process: Process

    var uri: String { "mongodb://127.0.0.1:\(port)/\(randomName("test"))?replicaSet=rs0" }

    /// Starts a server, runs `body` once the server takes writes, and removes all of it.
    static func with(_ body: (PrivateMongod) async throws -> Void) async throws {
        let server = try PrivateMongod()
        do {
            try await server.initiate()
            try await body(server)
        } catch {
            server.remove()
            throw error
        }
        server.remove()
    }

    private init() throws {
        port = try freePort()
        folder = FileManager.default.temporaryDirectory.appending(path: randomName("modpilot-mongod"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = try Self.launch(in: folder, port: port)
    }

    private static func launch(in folder: URL, port: UInt16) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: try MongoTestSettings.mongod())
        process.arguments = [
            "--dbpath", folder.path, "--port", String(port), "--bind_ip", "127.0.0.1", "--replSet", "rs0",
            "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64",
            "--setParameter", "diagnosticDataCollectionEnabled=false", "--setParameter", "enableTestCommands=1",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Returns once every thread of the server stands still: until then it may still answer.
    func pause() async throws {
        let threads = URL(filePath: "/proc/\(process.processIdentifier)/task")
        kill(process.processIdentifier, SIGSTOP)
        try await eventually("the server stands still") {
            for thread in try FileManager.default.contentsOfDirectory(atPath: threads.path) {
                let status = try String(contentsOf: threads.appending(path: thread + "/status"), encoding: .utf8)
                guard status.contains("State:\tT") else { throw MongoError.malformed("thread \(thread) runs") }
            }
        }
    }

    func resume() { kill(process.processIdentifier, SIGCONT) }

    func kill9() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func restart() throws { process = try Self.launch(in: folder, port: port) }

    private func remove() {
        kill9()
        try? FileManager.default.removeItem(at: folder)
    }

    private func initiate() async throws {
        let client = try MongoClient(uri: "mongodb://127.0.0.1:\(port)/admin?directConnection=true", threads: 1)
        try await eventually("mongod answers") { try await client.command(["ping": 1], kind: .read) }
        let member: BSONValue = ["_id": 0, "host": "127.0.0.1:\(port)"]
        _ = try await client.command(["replSetInitiate": ["_id": "rs0", "members": [member]]], kind: .read)
        try await eventually("there is a primary") {
            let hello = try await client.command(["hello": 1], kind: .read)
            guard hello.bool("isWritablePrimary") == true else { throw MongoError.malformed("no primary yet") }
        }
        await client.close()
    }
}

/// Repeats `attempt` until it throws nothing, for 60 s at most; the last error counts.
func eventually<Value>(
    _ what: Comment,
    _ attempt: () async throws -> Value
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while true {
        do {
            _ = try await attempt()
            return
        } catch {
            guard ContinuousClock.now < end else {
                Issue.record(error, what)
                throw error
            }
            // The pace of the attempts; the outcome does not hang on it.
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

/// A loopback port that nobody holds at this instant.
private func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The address outlives both calls and is as long as `length` says.
    let outcome = unsafe withUnsafeMutablePointer(to: &address) { address in
        unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            unsafe bind(descriptor, generic, length) | getsockname(descriptor, generic, &length)
        }
    }
    try #require(outcome == 0)
    return UInt16(bigEndian: address.sin_port)
}
