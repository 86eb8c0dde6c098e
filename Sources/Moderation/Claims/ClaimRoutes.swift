/// Which claim store serves which client.
package protocol ClaimRoutes: Sendable {
    /// The store for one call. It is asked again for each call, since the answer can change while the server runs.
    ///
    /// - Throws: where no store can serve the client now; `hasMoved` while its line is on the way to another one.
    func route(for client: Client) throws(StoreFailure) -> ClaimRoute

    /// Asks where the client's line is, for a call that found it gone.
    ///
    /// - Parameter since: when the call began.
    /// - Returns: the client as it is served by now; nil where the call has waited for long enough.
    func follow(_ client: Client, since: ContinuousClock.Instant) async -> Client?

    /// Called before a store is asked for a claim, or to prolong one.
    ///
    /// - Throws: `hasMoved` while that must not be: others may already have taken over the client.
    func admit(_ client: Client, to route: ClaimRoute) throws(StoreFailure)

    /// Sees to it that claims can be told: where another server could take over the client without asking this one, it knows of
    /// them by what is written down.
    ///
    /// - Parameters:
    ///   - events: what is to be told, besides what was given to the journal already.
    ///   - now: when the store told of them, by its clock; nil where there are none.
    /// - Throws: where that is not so; nobody must be told then.
    func certify(
        _ events: [ItemEvent],
        toldAt now: Timestamp?,
        of client: Client,
        from route: ClaimRoute
    ) async throws(StoreFailure)
}

extension ClaimRoutes {
    package func admit(_ client: Client, to route: ClaimRoute) throws(StoreFailure) {}

    package func certify(
        _ events: [ItemEvent],
        toldAt now: Timestamp?,
        of client: Client,
        from route: ClaimRoute
    ) async throws(StoreFailure) {}
}
