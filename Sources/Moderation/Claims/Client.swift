/// A tenant with its settings.
package struct Client: Hashable, Sendable {
    package let id: ClientID
    package var settings: ClientSettings
    /// The epoch with which the place that the settings name began to serve the client. What a claim store knows of an
    /// earlier one is over: the client was served elsewhere since.
    package let servedSince: Int64
    /// Nil while the Redis of the settings is the one that is wanted. They have the other one as soon as the line is in MongoDB:
    /// by way of it a line goes from Redis to Redis.
    package let movesTo: RedisChange?

    package init(
        id: ClientID,
        settings: ClientSettings = ClientSettings(),
        servedSince: Int64 = 1,
        movesTo: RedisChange? = nil
    ) {
        self.id = id
        self.settings = settings
        self.servedSince = servedSince
        self.movesTo = movesTo
    }

    /// The settings as they were last set.
    package var wanted: ClientSettings {
        var wanted = settings
        if let movesTo { wanted.redis = movesTo.address }
        return wanted
    }
}
