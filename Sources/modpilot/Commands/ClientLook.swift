import Moderation

/// What was seen of one client.
struct ClientLook: Sendable {
    let client: Client
    /// Nil where Redis holds nothing of the client in the epoch in force.
    let stats: ClientStats?
    /// Why its own Redis could not be asked.
    var problem: String?

    /// Why there are no stats, and what to do, for people.
    var absence: String? {
        if let problem { return "\(client.id): \(problem)" }
        guard stats == nil else { return nil }
        guard client.settings.tier == .redis else {
            return "\(client.id): its claims are handed out by MongoDB (tier mongo), and Redis holds nothing of it"
        }
        return
            "\(client.id): Redis holds nothing of this client yet; a running server puts it there, see `modpilot serve`"
    }
}
