#!lua
-- claim: the caller's working set in one queue, topped up to a limit.
--
-- Why one script: to see that an item is free, to take its entry and to write who holds it until when must be
-- one step, or two callers get the same item (G1), or a crash leaves an item that nobody holds and nobody
-- can claim (G4).
--
-- KEYS  see shared
-- ARGV  1 epoch  2 moderator  3 queue  4 limit (items)  5 lease (ms)  6 most claims a moderator may hold
--       7 expired claims before an item is escalated
-- Reply { 'epoch', known or '' }  the client must be opened first; nothing was written
--       { 'ok', now, ready, claimed, next deadline or 0, held in other queues, released, items, ended, damaged, filling }
--         released how many of those ready the caller gave back and does not get; 0 where more than that was found
--         items    one array each: post_id, round, priority, queued_at, due_at, deliveries, generation,
--                  claimed_at, expires_at, how it is shown, content, ai, metadata
--                  1 new; 2 held before, and to be taken back by unclaim as a new one is, if nobody gets the answer; 0 held
--                  before, and it stays
--         ended    flat: post_id, round, moderator, generation, expires_at of claims that expired, and 0 each
--         damaged  post_ids whose entry is gone from the stream; unless held, to be published again
--         filling  1 if there are no items, and what waited when the epoch began may not be in line yet; else 0
--       times in ms, generation a whole number below 2^53
-- Cost  O(log n) for each item given or returned, O(log² n) behind items that the caller gave back; independent of
--       the backlog and of the number of queues
-- @include shared
-- @include return
-- @include remove

-- Claims returned in one call, so that a wave of expiries is spread over many calls.
local MOST_RETURNED = 16

local epoch, moderator, queue = ARGV[1], ARGV[2], ARGV[3]
local limit, lease, most, expiries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local ended = return_expired(now, MOST_RETURNED, expiries)
local items, damaged, elsewhere, live = {}, {}, 0, 0

-- An entry as XREADGROUP, XCLAIM and XRANGE give it -> its fields by name.
local function fields_of(entry)
    local fields = {}
    for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
    return fields
end

local function show(post, item, claim, how, fields)
    items[#items + 1] = {
        post, item.round, item.priority, item.queued_at, item.due_at, item.deliveries, claim.generation,
        claim.claimed_at, claim.expires_at, how, fields.content, fields.ai, fields.metadata,
    }
end

-- The stream's next entry was delivered although its turn has not come: remember that it went by, and take
-- it out of the pending entries unless it is claimed.
local function pass_by(stream, entry)
    local post = fields_of(entry).post_id
    local item = record(ITEMS, post)
    if not item or item.entry ~= entry[1] then
        redis.call('XACK', stream, GROUP, entry[1])
        redis.call('XDEL', stream, entry[1])
        return
    end
    item.delivered = true
    save(ITEMS, post, item)
    if redis.call('HEXISTS', CLAIMS, post) == 0 then
        redis.call('XACK', stream, GROUP, entry[1])
    end
end

-- Makes the item's entry pending and gives its fields, or nil where the entry is gone. In the usual order the
-- item is its stream's next entry; what came back, or was published late, is fetched by its id.
local function take_entry(item)
    local stream = STREAMS[item.priority]
    if not item.delivered then
        local reply = in_group(stream,
            { 'XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', 1, 'STREAMS', stream, '>' })
        local entry = reply and reply[1][2][1]
        if entry and entry[1] == item.entry then return fields_of(entry) end
        if entry then pass_by(stream, entry) end
    end
    local entry = in_group(stream, { 'XCLAIM', stream, GROUP, CONSUMER, 0, item.entry, 'FORCE' })[1]
    return entry and fields_of(entry)
end

local function has_released(item)
    for _, other in ipairs(item.released or {}) do
        if other == moderator then return true end
    end
    return false
end

-- What the caller gave back, of what waits: how many, and the rank of the first in AVOIDED.
local function given_back()
    local first = redis.call('ZRANGEBYLEX', AVOIDED, '[' .. moderator .. ' ', '(' .. moderator .. '!', 'LIMIT', 0, 1)[1]
    if not first then return 0, 0 end
    return redis.call('ZLEXCOUNT', AVOIDED, '[' .. moderator .. ' ', '(' .. moderator .. '!'),
        redis.call('ZRANK', AVOIDED, first)
end

-- The earliest due item that the caller did not give back. Both sets stand in the same order, so they agree from the
-- front for as long as everything there was given back; where that ends is found by halving.
local function next_in_line()
    local post = redis.call('ZRANGE', WAITING, 0, 0)[1]
    local item = post and record(ITEMS, post)
    if not item or not has_released(item) then return post, item end
    local low, high, first = 1, given_back()
    while low < high do
        local middle = math.floor((low + high) / 2)
        local waits = redis.call('ZRANGE', WAITING, middle, middle)[1]
        local avoided = redis.call('ZRANGE', AVOIDED, first + middle, first + middle)[1]
        if waits and avoidance(moderator, waits, record(ITEMS, waits)) == avoided then
            low = middle + 1
        else
            high = middle
        end
    end
    post = redis.call('ZRANGE', WAITING, low, low)[1]
    item = post and record(ITEMS, post)
    -- Both sets were changed by a stranger's hand.
    if item and has_released(item) then return nil end
    return post, item
end

local held = record(HOLDERS, moderator) or {}
local held_before = #held
for _, post in ipairs(held) do
    local claim, item = record(CLAIMS, post), record(ITEMS, post)
    -- What is being decided may have been decided already, and must not be shown again (G3). What has expired and
    -- was not returned above is over all the same: it is of another queue, or behind many others.
    if not claim.deciding and is_live(claim, now) then
        live = live + 1
        if item.queue ~= queue then
            elsewhere = elsewhere + 1
        elseif #items < limit then
            local entry = redis.call('XRANGE', STREAMS[item.priority], item.entry, item.entry)[1]
            if entry then
                if (claim.shown or 1) < SHOWN_FOR_GOOD then
                    claim.shown = (claim.shown or 1) + 1
                    save(CLAIMS, post, claim)
                end
                show(post, item, claim, claim.shown < SHOWN_FOR_GOOD and 2 or 0, fields_of(entry))
            else
                damaged[#damaged + 1] = post
            end
        end
    end
end

while #items < limit and live < most do
    local post, item = next_in_line()
    if not post then break end
    local fields = item and take_entry(item)
    if item then out_of_line(post, item) else redis.call('ZREM', WAITING, post) end
    if fields then
        local claim = {
            generation = whole(redis.call('HINCRBY', CLIENT, 'generation', 1)),
            moderator = moderator, claimed_at = now, expires_at = now + lease,
        }
        item.delivered = true
        item.deliveries = (item.deliveries or 0) + 1
        save(ITEMS, post, item)
        save(CLAIMS, post, claim)
        redis.call('ZADD', DEADLINES, claim.expires_at, post)
        held[#held + 1] = post
        live = live + 1
        show(post, item, claim, 1, fields)
    else
        if item then remove_item(post, item, queue) end
        damaged[#damaged + 1] = post
    end
end
if #held > held_before then save(HOLDERS, moderator, held) end

local released = #items < limit and given_back() or 0
-- What is overdue and was not returned above can come back at any time: that is now, and not in the past.
local soonest = redis.call('ZRANGE', DEADLINES, 0, 0, 'WITHSCORES')
local next_deadline = soonest[2] and math.max(now, tonumber(soonest[2])) or 0
return {
    'ok', now, redis.call('ZCARD', WAITING), redis.call('ZCARD', DEADLINES), next_deadline,
    elsewhere, released, items, ended, damaged, #items == 0 and redis.call('HEXISTS', CLIENT, 'filling') or 0,
}
