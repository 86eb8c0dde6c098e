/// Where a claim store that keeps no payloads reads what moderators are shown.
package protocol PayloadSource: Sendable {
    /// The payloads of these rounds. A post is left out whose newest round is another, or that is not recorded.
    func payloads(of rounds: [PostID: Int], client: ClientID) async throws(StoreFailure) -> [PostID: Payload]
}
