import Moderation
import Synchronization

/// Says a condition once when it begins and once when it ends, however often it is seen in between.
final class LogChanges: Sendable {
    private let log: Log
    private let current = Mutex<[String: String]>([:])

    init(_ log: Log) { self.log = log }

    /// `what` went wrong for the reason given.
    func failed(_ what: String, _ reason: String) {
        let isNew = current.withLock { current in
            defer { current[what] = reason }
            return current[what] == nil
        }
        if isNew { log.warning("not possible now; tried again", [("what", what), ("reason", reason)]) }
    }

    /// Redis has not all any more that was put into it of a client.
    func lost(_ client: ClientID, _ loss: LineLoss) {
        log.warning(
            "parts of a client are lost in Redis; its line begins anew",
            [("client", client.description), ("lost", loss.description)]
        )
    }

    func worked(_ what: String) {
        let ended = current.withLock { $0.removeValue(forKey: what) != nil }
        if ended { log.info("possible again", [("what", what)]) }
    }
}
