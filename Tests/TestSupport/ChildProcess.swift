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
        let start = ProgramStart(
            words: ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", program] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            input: input ?? "/dev/null",
            output: output,
            errors: errors ?? output
        )
        let id = try await ProcessLauncher.shared.launch(start)
        return ChildProcess(id: id, name: program, ending: Ending(of: id))
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

    /// Shared with the thread that waits for the end.
    private final class Ending: Sendable {
        let status = Mutex<Int32?>(nil)

        init(of id: pid_t) {
            Thread.detachNewThread { [self] in
                // The id stays the process's own until it is reaped, which is done under the lock that signals are sent under.
                _ = SystemError.repeatingInterrupted { waitid(P_PID, id_t(id), nil, WEXITED | WNOWAIT) }
                status.withLock { status in
                    var word: Int32 = 0
                    _ = SystemError.repeatingInterrupted { unsafe waitpid(id, &word, 0) }
                    status = Self.shellStatus(word)
                }
            }
        }

        /// Of what `waitpid` tells: its low seven bits are the number of a signal, and the next byte is what the program returned.
        private static func shellStatus(_ word: Int32) -> Int32 {
            let signal = word & 0x7F
            return signal == 0 ? word >> 8 & 0xFF : 128 + signal
        }
    }
}
