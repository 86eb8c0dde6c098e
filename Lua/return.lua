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

-- What a deadline is put off by that belongs to a claim of which something is lost (ms).
local PUT_OFF = 10000

-- A deadline that is over and is no sound claim's. One of a claim says that parts of it are lost; what stands alone goes.
local function put_aside(queue, post, item, claim, lost, now)
    if lost or item and item.queue == queue and is_nowhere(post, item, claim) then
        begin_anew(lost or 'a claim', now)
        redis.call('ZADD', DEADLINES, whole(now + PUT_OFF), post)
    else
        redis.call('ZREM', DEADLINES, post)
    end
end

-- Returns what has expired, `limit` deadlines at most. What expires for the last of `most` times is escalated, by the
-- function given; without one it stays as it is for a caller who has one. Gives three arrays: the ended claims, flat
-- (post_id, round, moderator, generation, expires_at, 1 if escalated), the post_ids whose decision is overdue, and
-- those that are to be published again if they are pending: their entry is gone where they were to be escalated, or nothing of
-- them is left but the deadline.
local function return_expired(queue, now, limit, most, escalate)
    local ended, overdue, damaged = {}, {}, {}
    for _, post in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'LIMIT', 0, limit)) do
        local item, claim, lost = parts_of(post)
        local is_sound = not lost and item and claim and item.queue == queue
        local is_last = is_sound and queue ~= 'escalated' and (item.expiries or 0) + 1 >= most
        if not is_sound then
            put_aside(queue, post, item, claim, lost, now)
            if not item and not lost then damaged[#damaged + 1] = post end
        elseif not claim.deciding and claim.expires_at > now then
            -- The record has the last word.
            redis.call('ZADD', DEADLINES, whole(claim.expires_at), post)
        elseif claim.deciding then
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
