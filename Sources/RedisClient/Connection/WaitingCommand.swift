/// A command that waits for the connection to be ready.
struct WaitingCommand {
    let command: PendingCommand
    /// The command in RESP, with the terminating zero byte.
    let bytes: [UInt8]
}
