-- return: ends claims and puts their items back at their old due time. Included by claim, expire, unclaim, release
-- and escalate.
--
-- Why no expiry can end a decision: callers leave records with `deciding` alone unless MongoDB's document
-- carries a fence above the claim's generation.

-- Former holders kept per item; the oldest go first.
local PAST_LIMIT = 32

-- The entry leaves the group's pending entries, so that these are the claimed items and nothing else. The item has no
-- place then until the caller gives it one.
local function drop_claim(post, item, claim)
    redis.call('XACK', STREAMS[item.priority], GROUP, item.entry)
    redis.call('ZREM', DEADLINES, post)
    redis.call('HDEL', CLAIMS, post)
    remove_holding(claim.moderator, post)
end

-- `ended` is how: expired, released, taken (by a supervisor) or escalated.
local function end_claim(post, item, claim, ended)
    drop_claim(post, item, claim)
    local past = item.past or {}
    if #past >= PAST_LIMIT then table.remove(past, 1) end
    past[#past + 1] = {
        moderator = claim.moderator, generation = claim.generation, ended = ended,
        claimed_at = claim.claimed_at, expires_at = claim.expires_at,
    }
    item.past = past
    if ended == 'expired' then item.expiries = (item.expiries or 0) + 1 end
end

local function give_back(post, item, claim, ended)
    end_claim(post, item, claim, ended)
    into_line(post, item, HERE)
    announce(item.queue, 1)
end

-- Returns what has expired, `limit` deadlines at most. What expires for the last of `most` times is escalated, by the
-- function given; without one it stays as it is for a caller who has one. Gives three arrays: the ended claims, flat
-- (post_id, round, moderator, generation, expires_at, 1 if escalated), the post_ids whose decision is overdue, and
-- those that could not be escalated, whose entry is gone.
local function return_expired(now, limit, most, escalate)
    local ended, overdue, damaged = {}, {}, {}
    for _, post in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'LIMIT', 0, limit)) do
        local claim, item = record(CLAIMS, post), record(ITEMS, post)
        local is_last = item.queue ~= 'escalated' and (item.expiries or 0) + 1 >= most
        if claim.deciding then
            overdue[#overdue + 1] = post
        elseif escalate or not is_last then
            local values = { post, item.round, claim.moderator, claim.generation, claim.expires_at, is_last and 1 or 0 }
            if is_last then
                end_claim(post, item, claim, 'expired')
                if not escalate(post, item) then damaged[#damaged + 1] = post end
            else
                give_back(post, item, claim, 'expired')
            end
            for _, value in ipairs(values) do ended[#ended + 1] = value end
        end
    end
    return ended, overdue, damaged
end
