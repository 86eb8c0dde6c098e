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

    private func start(_ folder: Folder) async throws -> Int32 {
        try await ChildProcess.start("sleep", ["60"], output: folder.path("log")).id
    }
}
