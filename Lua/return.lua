-- return: ends a claim and puts its item back at its old due time. Included by claim, expire and reopen.
--
-- Why no expiry can end a decision: callers leave records with `deciding` alone unless MongoDB's document
-- carries a fence above the claim's generation.

-- Former holders kept per item; the oldest go first. An item escalates long before this many.
local PAST_LIMIT = 32

-- `ended` is how: expired, or fenced (a decision that never reached MongoDB). The entry leaves the group's
-- pending entries, so that these are the claimed items and nothing else.
local function give_back(post, item, claim, ended)
    redis.call('XACK', STREAMS[item.priority], GROUP, item.entry)
    redis.call('ZREM', DEADLINES, post)
    redis.call('HDEL', CLAIMS, post)
    remove_holding(claim.moderator, post)
    local past = item.past or {}
    if #past >= PAST_LIMIT then table.remove(past, 1) end
    past[#past + 1] = { moderator = claim.moderator, generation = claim.generation, ended = ended }
    item.past = past
    if ended == 'expired' then item.expiries = (item.expiries or 0) + 1 end
    save(ITEMS, post, item)
    redis.call('ZADD', WAITING, place_in_line(item), post)
    announce(item.queue, 1)
end

-- Returns what has expired, `limit` deadlines at most. Gives two arrays, flat: the ended claims
-- (post_id, round, moderator, generation, expires_at) and the post_ids whose decision is overdue.
local function return_expired(now, limit)
    local ended, overdue = {}, {}
    for _, post in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'LIMIT', 0, limit)) do
        local claim = record(CLAIMS, post)
        if claim.deciding then
            overdue[#overdue + 1] = post
        else
            local item = record(ITEMS, post)
            give_back(post, item, claim, 'expired')
            for _, value in ipairs({ post, item.round, claim.moderator, claim.generation, claim.expires_at }) do
                ended[#ended + 1] = value
            end
        end
    end
    return ended, overdue
end
