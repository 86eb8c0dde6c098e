/// Which claim store serves which client.
package protocol ClaimRoutes: Sendable {
    /// The store for one call. It is asked again for each call, since the answer can change while the server runs.
    ///
    /// - Throws: where no store can serve the client now.
    func store(for client: Client) throws(StoreFailure) -> any ClaimStore & BoundedLine
}
