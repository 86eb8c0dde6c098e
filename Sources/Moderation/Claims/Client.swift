/// A tenant with its settings.
package struct Client: Hashable, Sendable {
    package let id: ClientID
    package var settings: ClientSettings
    /// The epoch with which the place that the settings name began to serve the client. What a claim store knows of an
    /// earlier one is over: the client was served elsewhere since.
    package let servedSince: Int64

    package init(id: ClientID, settings: ClientSettings = ClientSettings(), servedSince: Int64 = 1) {
        self.id = id
        self.settings = settings
        self.servedSince = servedSince
    }
}
