import EventLoop
import Moderation
import RedisClaims
import RedisClient

/// What one event loop has of one Redis for itself: its connections, and a claim store on them.
struct LoopStores: Sendable {
    let loop: EventLoop
    let connection: RedisConnection
    /// For what is large.
    let bulk: RedisConnection
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
        bulk = try RedisConnection(url, on: loop, options: options, scripts: RedisClaims.scripts)
        claims = RedisClaims(
            connection: connection,
            bulk: BulkWay(connection: bulk),
            records: records,
            known: known,
            journal: journal,
            refusal: refusal,
            losses: losses
        )
    }

    var connections: [RedisConnection] { [connection, bulk] }

    func close() async {
        for connection in connections { await connection.close() }
    }
}
