package import RedisClient

/// Lets time pass for one client without waiting: every instant that Redis keeps of it moves back.
///
/// To the scripts this is the same as if that much time had gone by between two of their calls. The times of items
/// (when queued, when due) stay, because they set an order and nothing ends at them.
package enum TimeShift {
    package static func letPass(
        _ duration: Duration,
        of client: String,
        in redis: RedisConnection
    ) async throws {
        let keys = ClientKeys(client)
        let lines = try await redis.texts(["KEYS", keys.pattern]).filter { $0.hasPrefix(keys.deadlines("")) }
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        let named = [keys.state, keys.claims, keys.items] + lines
        _ = try await redis.send(
            [.string("EVAL"), .string(script), .integer(Int64(named.count))] + named.map { .string($0) }
                + [.integer(milliseconds)]
        )
    }

    private static let script = """
        #!lua flags=allow-oom
        local by = tonumber(ARGV[1])
        local until_ = redis.call('HGET', KEYS[1], 'publisher_until')
        if until_ then
            redis.call('HSET', KEYS[1], 'publisher_until', string.format('%.0f', tonumber(until_) - by))
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
            for _, former in ipairs(item.past or {}) do
                former.claimed_at, former.expires_at = former.claimed_at - by, former.expires_at - by
            end
            if item.past then redis.call('HSET', KEYS[3], items[i], cjson.encode(item)) end
        end
        for i = 4, #KEYS do
            for _, post in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do
                redis.call('ZINCRBY', KEYS[i], -by, post)
            end
        end
        return 'ok'
        """
}
