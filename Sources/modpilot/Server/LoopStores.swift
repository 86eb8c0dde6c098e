import EventLoop
import Moderation
import RedisClaims
import RedisClient

/// What one event loop has of one Redis for itself: a connection and a claim store on it.
struct LoopStores: Sendable {
    let loop: EventLoop
    let connection: RedisConnection
    let claims: RedisClaims

    init(
        loop: EventLoop,
        url: RedisURL,
        records: any LineRecords,
        known: KnownEpochs = KnownEpochs(),
        journal: (any ClaimJournal)? = nil,
        refusal: @escaping @Sendable (RedisConnection) -> StoreFailure? = { _ in nil },
        losses: @escaping @Sendable (ClientID, LineLoss) -> Void = { _, _ in },
        options: RedisOptions
    ) throws(RedisError) {
        var options = options
        // A restart, or a replica that was promoted, may have lost what was written last.
        options.learnsIdentity = true
        self.loop = loop
        connection = try RedisConnection(url, on: loop, options: options, scripts: RedisClaims.scripts)
        claims = RedisClaims(
            connection: connection,
            records: records,
            known: known,
            journal: journal,
            refusal: refusal,
            losses: losses
        )
    }
}
