import TestSupport

/// The server that is measured. It ends with its last reference.
final class ServerUnderTest: Sendable {
    var port: UInt16 { held.number }

    private let held: HeldPort
    private let process: ChildProcess
    private let folder: Folder

    init(held: HeldPort, process: ChildProcess, folder: Folder) {
        self.held = held
        self.process = process
        self.folder = folder
    }

    var processID: Int32 { process.id }

    /// What it has logged: warnings and errors.
    var log: String { folder.text("log") }

    func stop() async throws { try await process.stop(within: .seconds(30)) }
}
