/// What a command does, which decides whether it is sent a second time by itself. All of them run on the primary, whatever
/// read preference the URI has: what a member that lags behind would answer is no ground for a claim or a decision.
package enum CommandKind: Sendable {
    /// Sent again once after a network error or a change of primary.
    case read
    /// `findAndModify`, `insert`, and an `update` or `delete` whose statements touch one document each, are sent again once
    /// under the same transaction number, so that they are applied once.
    case write
    /// Reads and writes, like an `aggregate` with `$merge`. Never sent again.
    case readWrite

    /// Whether it changes nothing.
    var isRead: Bool {
        switch self {
        case .read: true
        case .write, .readWrite: false
        }
    }
}
