/// What is known of claims outside of the store that hands them out, a second late at most.
package protocol ClaimJournal: Sendable {
    /// The claims of a client that still hold at `now`, by the clock of the store that gave them out; oldest first.
    func heldClaims(of client: ClientID, at now: Timestamp) async throws(StoreFailure) -> [HeldClaim]
}
