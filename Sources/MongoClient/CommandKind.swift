/// What a command does, which decides where it may run and whether it is sent a second time by itself.
package enum CommandKind: Sendable {
    /// Runs where the URI's read preference allows. Sent again once after a network error or a change of primary.
    case read
    /// The same, but runs on the primary, whatever the read preference: what it must not miss was written there.
    case primaryRead
    /// Runs on the primary. `findAndModify`, `insert`, and an `update` or `delete` whose statements touch one
    /// document each, are sent again once under the same transaction number, so that they are applied once.
    case write
    /// Reads and writes, like an `aggregate` with `$merge`. Runs on the primary and is never sent again.
    case readWrite

    /// Whether it changes nothing.
    var isRead: Bool {
        switch self {
        case .read, .primaryRead: true
        case .write, .readWrite: false
        }
    }
}
