package import RedisClient

/// What a Redis holds of one client as a compact text, read at one moment and in one round trip, to compare it after every
/// step with what it should hold.
///
/// The first line tells of the client: claims made in this epoch, results and the last two of them, the publisher at work
/// and how much was acknowledged under its lease. Then one line a queue: who waits, in order, how many are claimed, and how many places
/// are avoided by somebody. Then one line an item, by post_id. Claims are numbered `epochs since the first.count`,
/// instants are told from now, in steps.
package enum ClientDump {
    /// Instants are rounded to this.
    package static let step: Duration = .seconds(100)

    package static func text(
        of keys: ClientKeys,
        queues: [String],
        firstEpoch: Int64,
        in redis: RedisConnection
    ) async throws -> String {
        let reply = try await redis.evaluate(
            script,
            keys: [keys.state, keys.items, keys.claims, keys.settled, keys.results]
                + queues.flatMap { [keys.waiting($0), keys.deadlines($0), keys.avoided($0)] },
            arguments: [.integer(firstEpoch), .integer(step.components.seconds * 1_000)] + queues.map { .string($0) }
        )
        return reply.string ?? "\(reply)"
    }

    private static let script = RedisScript(
        name: "dump",
        source: """
            #!lua flags=no-writes
            local CLIENT, ITEMS, CLAIMS, SETTLED, RESULTS = unpack(KEYS, 1, 5)
            local first, step = tonumber(ARGV[1]), tonumber(ARGV[2])
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local GENERATIONS = 4294967296

            local function number(generation)
                local n = tonumber(generation)
                local epoch = math.floor(n / GENERATIONS)
                return string.format('%d.%d', epoch - first, n - epoch * GENERATIONS)
            end
            local function steps(instant)
                return string.format('%d', math.floor((instant - now) / step + 0.5))
            end
            local function times(claim)
                return steps(claim.claimed_at) .. '..' .. steps(claim.expires_at)
            end

            local known = redis.call('HMGET', CLIENT, 'epoch', 'generation', 'publisher', 'publisher_until')
            if not known[1] then return 'not open' end
            local lease = 'nobody'
            if known[3] and tonumber(known[4]) > now then
                lease = known[3] .. ' with ' .. redis.call('SCARD', SETTLED)
            end
            local last = {}
            for i, entry in ipairs(redis.call('XREVRANGE', RESULTS, '+', '-', 'COUNT', 2)) do
                last[i] = entry[2][4] .. '/' .. entry[2][6] .. ' by ' .. entry[2][10]
            end
            local lines = {
                'claims ' .. number(known[2]) .. ' results ' .. redis.call('XLEN', RESULTS) .. ' '
                    .. table.concat(last, ' ') .. ' lease ' .. lease,
            }
            for i = 3, #ARGV do
                local at = 3 * i - 3
                lines[#lines + 1] = ARGV[i] .. ': ' .. table.concat(redis.call('ZRANGE', KEYS[at], 0, -1), ' ')
                    .. ' | ' .. redis.call('ZCARD', KEYS[at + 1]) .. ' ' .. redis.call('ZCARD', KEYS[at + 2])
            end

            local claims = {}
            local flat = redis.call('HGETALL', CLAIMS)
            for i = 1, #flat, 2 do claims[flat[i]] = cjson.decode(flat[i + 1]) end
            local items, posts = {}, {}
            flat = redis.call('HGETALL', ITEMS)
            for i = 1, #flat, 2 do
                posts[#posts + 1] = flat[i]
                items[flat[i]] = cjson.decode(flat[i + 1])
            end
            table.sort(posts)
            local at_queue = {}
            for i = 3, #ARGV do at_queue[ARGV[i]] = 3 * i - 3 end
            for _, post in ipairs(posts) do
                local item, claim = items[post], claims[post]
                local line = post .. '/' .. item.round .. ' ' .. item.queue .. ' ' .. item.priority .. ' x'
                    .. (item.deliveries or 0) .. ' e' .. (item.expiries or 0)
                if claim then
                    local deadline = redis.call('ZSCORE', KEYS[at_queue[item.queue] + 1], post)
                    line = line .. ' by ' .. claim.moderator .. ' ' .. number(claim.generation) .. ' ' .. times(claim)
                        ..
                        (claim.token and ' token ' .. number(claim.token) or '')
                        .. (claim.deciding and ' deciding' or '')
                        .. (claim.shown and claim.shown > 1 and ' shown ' .. claim.shown or '') .. ' until ' .. (deadline and steps(deadline) or '-')
                end
                for _, former in ipairs(item.past or {}) do
                    line = line .. ' past ' .. former.moderator .. ' ' .. number(former.generation) .. ' '
                        .. times(former) .. ' ' .. former.ended
                end
                for _, moderator in ipairs(item.released or {}) do line = line .. ' released ' .. moderator end
                for _, former in ipairs(item.replaced or {}) do
                    line = line .. ' replaced ' .. former.moderator .. ' ' .. number(former.generation)
                end
                lines[#lines + 1] = line
            end
            return table.concat(lines, '\\n')
            """
    )
}
