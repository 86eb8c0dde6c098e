import EventLoop
import Moderation
import RedisClaims
import RedisClient

/// What one event loop has for itself: a connection to Redis and a claim store on it.
struct LoopStores: Sendable {
    let loop: EventLoop
    let connection: RedisConnection
    let claims: RedisClaims

    init(
        loop: EventLoop,
        url: RedisURL,
        records: any LineRecords,
        known: KnownEpochs = KnownEpochs(),
        clientName: String
    ) throws(RedisError) {
        var options = RedisOptions()
        options.clientName = clientName
        self.loop = loop
        connection = try RedisConnection(url, on: loop, options: options, scripts: RedisClaims.scripts)
        claims = RedisClaims(connection: connection, records: records, known: known)
    }
}
