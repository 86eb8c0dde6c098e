import Foundation
import Glibc
import Synchronization

/// A program that a test started. It dies with the test process, whatever ends that.
package final class ChildProcess: Sendable {
    /// Its process id.
    package let id: Int32

    private let name: String
    private let ending: Ending

    /// Starts a program.
    /// - Parameters:
    ///   - program: The path, or a name to look up on `PATH`.
    ///   - environment: Variables set or replaced on top of the test process's own.
    ///   - input: A file for its standard input; empty without.
    ///   - output: A file that its standard output is appended to.
    ///   - errors: A file that its standard error is appended to; `output` without.
    /// - Throws: What the system says when the files or the program cannot be opened.
    package static func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        output: String,
        errors: String? = nil
    ) async throws -> ChildProcess {
        try await ProcessLauncher.shared.launch {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/setpriv")
            process.arguments = ["--pdeathsig", "KILL", "--", program] + arguments
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput =
                try input.map { try FileHandle(forReadingFrom: URL(filePath: $0)) } ?? FileHandle.nullDevice
            let standardOutput = try appending(to: output)
            process.standardOutput = standardOutput
            process.standardError = try errors.map(appending) ?? standardOutput
            let ending = Ending()
            process.terminationHandler = { ended in
                let signal = ended.terminationReason == .uncaughtSignal
                ending.status.withLock { $0 = ended.terminationStatus + (signal ? 128 : 0) }
            }
            try process.run()
            return ChildProcess(id: process.processIdentifier, name: program, ending: ending)
        }
    }

    private init(id: Int32, name: String, ending: Ending) {
        self.id = id
        self.name = name
        self.ending = ending
    }

    deinit {
        signal(SIGKILL)
    }

    /// The exit status once it ended, as a shell tells it: 128 + the number of the signal that ended it.
    package var exitStatus: Int32? {
        ending.status.withLock { $0 }
    }

    /// Sends a signal, unless it ended already.
    package func signal(_ number: Int32) {
        // Under the lock, so that a process id which the system gave to somebody else is never signalled.
        ending.status.withLock { status in
            if status == nil { _ = Glibc.kill(id, number) }
        }
    }

    /// Holds it in place (SIGSTOP), and waits until all its threads stand still: the signal alone returns while some of them
    /// still run, and may answer.
    package func pause() async throws {
        let threads = "/proc/\(id)/task"
        signal(SIGSTOP)
        try await eventually("process \(id) stands still") {
            try FileManager.default.contentsOfDirectory(atPath: threads).allSatisfy { thread in
                try String(contentsOfFile: "\(threads)/\(thread)/status", encoding: .utf8).contains("State:\tT")
            }
        }
    }

    /// Waits for its end.
    /// - Returns: ``exitStatus``.
    @discardableResult
    package func ended(within limit: Duration = .seconds(10)) async throws(NotInTime) -> Int32 {
        try await eventually("\(name) (process \(id)) ends", within: limit, every: .milliseconds(5)) { exitStatus }
    }

    /// Kills it (SIGKILL) and waits until it is gone.
    package func kill() async throws(NotInTime) {
        signal(SIGKILL)
        try await ended()
    }

    /// Asks it to end (SIGTERM) and waits; kills it when it does not.
    package func stop(within limit: Duration = .seconds(20)) async throws(NotInTime) {
        signal(SIGTERM)
        do {
            try await ended(within: limit)
        } catch {
            try await kill()
            throw error
        }
    }

    private static func appending(to path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: URL(filePath: path))
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seekToEnd()
        return handle
    }

    /// Shared with the handler that Foundation calls on a thread of its own when the process ends.
    private final class Ending: Sendable {
        let status = Mutex<Int32?>(nil)
    }
}
