import Moderation

/// What a comparison says of one client.
struct ClientDrift: Sendable {
    let client: Client
    /// Nil where it could not be looked at.
    let report: DriftReport?
    /// Why not.
    var problem: String?
}
