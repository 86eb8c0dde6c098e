import TestSupport

/// Runs programs to their end.
enum Program {
    /// Gives the standard output of a program that must end with status 0 within `limit`.
    static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        within limit: Duration
    ) async throws -> String {
        let folder = try Folder("bench")
        let process = try await ChildProcess.start(
            program,
            arguments,
            environment: environment,
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        let status = try await process.ended(within: limit)
        guard status == 0 else {
            let said = folder.text("errors") + folder.text("output")
            throw BenchFailure.failed("\(program) \(arguments.first ?? "") ended with status \(status): \(said)")
        }
        return folder.text("output")
    }
}
