import Foundation

extension ChildProcess {
    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - environment: On top of this process's own.
    ///   - input: Its standard input.
    /// - Throws: ``NotInTime`` when it does not end within `limit`; it is killed then.
    package static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = "",
        within limit: Duration = .seconds(120)
    ) async throws -> CommandResult {
        let folder = try Folder("command")
        try Data(input.utf8).write(to: URL(filePath: folder.path("input")))
        let process = try await start(
            program,
            arguments,
            environment: environment,
            input: folder.path("input"),
            output: folder.path("output"),
            errors: folder.path("errors")
        )
        let status = try await process.ended(within: limit)
        return CommandResult(status: status, output: folder.text("output"), errors: folder.text("errors"))
    }
}
