/// Why a command ends without having done what it was asked for.
struct CommandFailure: Error {
    /// 1: it failed; 2: it was misused.
    let exitCode: Int32
    /// What happened and what to do next.
    let message: String

    /// The words were wrong.
    static func misuse(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: 2, message: message + "; `modpilot --help` shows how")
    }

    /// The words were right, and it did not work.
    static func failed(_ message: String) -> CommandFailure {
        CommandFailure(exitCode: 1, message: message)
    }
}
