import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ChildProcessTests {
    @Test(arguments: [("exit 3", Int32(3)), ("kill -TERM $$", 128 + SIGTERM)])
    func `an ending is told as a shell tells it`(script: String, status: Int32) async throws {
        let folder = try Folder("child")
        let child = try await ChildProcess.start("sh", ["-c", script], output: folder.path("log"))
        #expect(try await child.ended() == status)
    }

    @Test
    func `input and output go through files and variables through the environment`() async throws {
        let folder = try Folder("child")
        let child = try await ChildProcess.start(
            "sh",
            ["-c", "cat; printf %s \"$WORD\"; echo bad >&2"],
            environment: ["WORD": "good"],
            input: "/etc/hostname",
            output: folder.path("out"),
            errors: folder.path("err")
        )
        try await child.ended()
        #expect(folder.text("out").hasSuffix("good") && folder.text("out").count > 4)
        #expect(folder.text("err") == "bad\n")
    }

    @Test
    func `a child ends with its last reference`() async throws {
        let folder = try Folder("child")
        let id = try await start(folder)
        try await eventually("the child is gone") { kill(id, 0) != 0 }
    }

    @Test
    func `a child does not end with the thread that asked for it`() async throws {
        let folder = try Folder("child")
        let child = try await Task.detached {
            try await ChildProcess.start("sleep", ["20"], output: folder.path("log"))
        }.value
        try await onThread {}
        #expect(child.exitStatus == nil)
        try await child.stop()
        #expect(child.exitStatus == 128 + SIGTERM)
    }

    @Test
    func `many are started at once, end each with its own status, and are reaped`() async throws {
        let folder = try Folder("child")
        let ids = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let status = Int32(number % 100)
                    let child = try await ChildProcess.start(
                        "sh",
                        ["-c", "exit \(status)"],
                        output: folder.path("log-\(number % 8)")
                    )
                    #expect(try await child.ended(within: .seconds(50)) == status)
                    return child.id
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(!Self.children().contains(id)) }
    }

    @Test
    func `a child has its three streams alone, blocks no signal and ignores none`() async throws {
        let folder = try Folder("child")
        // One that every program would inherit.
        let descriptor = dup(STDIN_FILENO)
        defer { close(descriptor) }
        let child = try await ChildProcess.start("sleep", ["20"], output: folder.path("log"))
        let process = "/proc/\(child.id)"
        try await eventually("the program runs") {
            try String(contentsOfFile: "\(process)/comm", encoding: .utf8) == "sleep\n"
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(process)/fd").sorted() == ["0", "1", "2"])
        let status = try String(contentsOfFile: "\(process)/status", encoding: .utf8)
        #expect(status.contains("SigBlk:\t0000000000000000"))
        // But 32 and 33, which glibc uses between threads.
        #expect(status.contains("SigIgn:\t0000000000000000") || status.contains("SigIgn:\t0000000180000000"))
        try await child.stop()
    }

    @Test
    func `a file that can't be opened is told`() async throws {
        await #expect(throws: SystemError.self) {
            _ = try await ChildProcess.start("true", [], output: "/nowhere/log")
        }
    }

    /// The process ids of this process's children, ended or not, that were not reaped.
    private static func children() -> [Int32] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.flatMap { task in
            let text = (try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }

    private func start(_ folder: Folder) async throws -> Int32 {
        try await ChildProcess.start("sleep", ["60"], output: folder.path("log")).id
    }
}
