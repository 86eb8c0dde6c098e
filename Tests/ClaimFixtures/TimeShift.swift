package import RedisClient

/// Lets time pass for one client without waiting: every instant that Redis keeps of it moves back.
///
/// To the scripts this is the same as if that much time had gone by between two of their calls. The times of items
/// (when queued, when due) stay, because they set an order and nothing ends at them; so do the ids of streams, by which
/// `overstay` counts.
package enum TimeShift {
    /// - Parameter carried: what `shelve` gave of items that are on the shelf; it holds instants too.
    /// - Returns: what is to be carried from now on, in the same order.
    @discardableResult
    package static func letPass(
        _ duration: Duration,
        of client: String,
        in redis: RedisConnection,
        carried: [String] = []
    ) async throws -> [String] {
        let keys = ClientKeys(client)
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        let reply = try await redis.evaluate(
            script,
            keys: [keys.state, keys.claims, keys.items, keys.queues],
            arguments: [.integer(milliseconds), .string(keys.deadlines(""))] + carried.map { .string($0) }
        )
        return reply.array?.compactMap(\.string) ?? []
    }

    private static let script = RedisScript(
        name: "time-shift",
        source: """
            #!lua flags=allow-oom
            local by = tonumber(ARGV[1])
            local until_ = redis.call('HGET', KEYS[1], 'publisher_until')
            if until_ then
                redis.call('HSET', KEYS[1], 'publisher_until', string.format('%.0f', tonumber(until_) - by))
            end
            local function shift(past)
                for _, former in ipairs(past or {}) do
                    former.claimed_at, former.expires_at = former.claimed_at - by, former.expires_at - by
                end
            end
            local claims = redis.call('HGETALL', KEYS[2])
            for i = 1, #claims, 2 do
                local claim = cjson.decode(claims[i + 1])
                for _, name in ipairs({ 'claimed_at', 'expires_at', 'deciding' }) do
                    if claim[name] then claim[name] = claim[name] - by end
                end
                redis.call('HSET', KEYS[2], claims[i], cjson.encode(claim))
            end
            local items = redis.call('HGETALL', KEYS[3])
            for i = 1, #items, 2 do
                local item = cjson.decode(items[i + 1])
                shift(item.past)
                if item.past then redis.call('HSET', KEYS[3], items[i], cjson.encode(item)) end
            end
            for _, queue in ipairs(redis.call('SMEMBERS', KEYS[4])) do
                local deadlines = ARGV[2] .. queue
                for _, post in ipairs(redis.call('ZRANGE', deadlines, 0, -1)) do
                    redis.call('ZINCRBY', deadlines, -by, post)
                end
            end
            local carried = {}
            for i = 3, #ARGV do
                local item = cjson.decode(ARGV[i])
                shift(item.past)
                carried[#carried + 1] = cjson.encode(item)
            end
            return carried
            """
    )
}
