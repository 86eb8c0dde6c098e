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
}
