/// A command that was accepted and has no reply yet.
struct PendingCommand {
    let target: ReplyTarget
    let limit: TimeLimit
    let byteCount: Int
}
