import Moderation

/// A client that has moved to another place, and the one that it left.
struct Departure: Sendable {
    /// As it is served now.
    let client: Client
    let left: Place
}
