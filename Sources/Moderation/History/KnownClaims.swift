/// Which claims one server has in its history already, so that a claim that is shown again is not written down again.
///
/// It may forget, whatever it was told: then something is written twice that is kept once.
package struct KnownClaims: Sendable {
    private struct Name: Hashable {
        let client: ClientID
        let generation: Generation
    }

    private let most: Int
    /// The latest end of each claim. What is not heard of goes with the older half.
    private var newer: [Name: Timestamp] = [:]
    private var older: [Name: Timestamp] = [:]

    /// - Parameter most: how many claims are known at least, before the first is forgotten.
    package init(most: Int = 20_000) { self.most = most }

    /// Whether an event tells what is not known yet; from here on it is.
    package mutating func learn(_ event: ItemEvent, of client: ClientID) -> Bool {
        guard let generation = event.generation, let until = event.until else { return true }
        let name = Name(client: client, generation: generation)
        if event.kind == .claimed, let known = newer[name] ?? older[name], known >= until { return false }
        if newer.count >= most, newer[name] == nil {
            older = newer
            newer = [:]
        }
        newer[name] = until
        return true
    }
}
