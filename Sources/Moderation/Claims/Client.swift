/// A tenant with its settings.
package struct Client: Hashable, Sendable {
    package let id: ClientID
    package var settings: ClientSettings

    package init(id: ClientID, settings: ClientSettings = ClientSettings()) {
        self.id = id
        self.settings = settings
    }
}
