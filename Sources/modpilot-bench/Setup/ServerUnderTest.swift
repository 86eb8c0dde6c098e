import TestSupport

/// The server that is measured. It ends with its last reference.
final class ServerUnderTest: Sendable {
    let port: UInt16
    private let process: ChildProcess
    private let folder: Folder

    init(port: UInt16, process: ChildProcess, folder: Folder) {
        self.port = port
        self.process = process
        self.folder = folder
    }

    var processID: Int32 { process.id }

    /// What it has logged: warnings and errors.
    var log: String { folder.text("log") }

    func stop() async throws { try await process.stop(within: .seconds(30)) }
}
