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
--         damaged  post_ids that wait and whose record or entry is gone, or can't be read: taken out, to be published
--                  again
--         filling  1 if there are no items, and what waited when the epoch began may not be in line yet; else 0
--       times in ms, generation a whole number below 2^53
-- Cost  O(log n) for each item given, returned or taken out, O(log² n) behind items that the caller gave back;
--       independent of the backlog and of the number of queues
-- @include shared
-- @include return
-- @include remove

-- Claims returned in one call, so that a wave of expiries is spread over many calls.
local MOST_RETURNED = 16
-- Items taken out in one call, and places put right among those that the caller gave back.
local MOST_DAMAGED = 16

local epoch, moderator, queue = ARGV[1], ARGV[2], ARGV[3]
local limit, lease, most, expiries = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local ended, _, damaged = return_expired(queue, now, MOST_RETURNED, expiries)
local items, elsewhere, live = {}, 0, 0
-- What is lost that claims depend on, if anything.
local lost

-- An entry as XREADGROUP, XCLAIM and XRANGE give it -> its fields by name; none where it is gone.
local function fields_of(entry)
    local fields, words = {}, entry and entry[2] or {}
    for i = 1, #words - 1, 2 do fields[words[i]] = words[i + 1] end
    return fields
end

-- The fields of an item's entry, or nil where it is gone or is no entry of it.
local function content_of(post, entry)
    local fields = fields_of(entry)
    return fields.post_id == post and fields.content and fields.ai and fields.metadata and fields or nil
end

local function show(post, item, claim, how, fields)
    items[#items + 1] = {
        post, item.round, item.priority, item.queued_at, item.due_at, item.deliveries or 1, claim.generation,
        claim.claimed_at, claim.expires_at, how, fields.content, fields.ai, fields.metadata,
    }
end

-- The stream's next entry was delivered although its turn has not come: remember that it went by, and take
-- it out of the pending entries unless it is claimed.
local function pass_by(stream, entry)
    local post = fields_of(entry).post_id or ''
    local item = item_of(post)
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

-- Makes the item's entry pending and gives its fields, or nil where they are gone. In the usual order the
-- item is its stream's next entry; what came back, or was published late, is fetched by its id.
local function take_entry(post, item)
    local stream = STREAMS[item.priority]
    if not item.delivered then
        local reply = in_group(stream,
            { 'XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', 1, 'STREAMS', stream, '>' })
        local entry = reply and reply[1][2][1]
        if entry and entry[1] == item.entry then return content_of(post, entry) end
        if entry then pass_by(stream, entry) end
    end
    local entry = in_group(stream, { 'XCLAIM', stream, GROUP, CONSUMER, 0, item.entry, 'FORCE' })[1]
    return content_of(post, entry)
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
    local item = post and item_of(post)
    if not item or not has_released(item) then return post, item end
    -- In case that somebody's hand took it out.
    redis.call('ZADD', AVOIDED, 0, avoidance(moderator, post, item))
    for _ = 1, MOST_DAMAGED do
        local low, high, first = 1, given_back()
        while low < high do
            local middle = math.floor((low + high) / 2)
            local waits = redis.call('ZRANGE', WAITING, middle, middle)[1]
            local of_waiting = waits and item_of(waits)
            local avoided = redis.call('ZRANGE', AVOIDED, first + middle, first + middle)[1]
            if of_waiting and avoidance(moderator, waits, of_waiting) == avoided then
                low = middle + 1
            else
                high = middle
            end
        end
        post = redis.call('ZRANGE', WAITING, low, low)[1]
        item = post and item_of(post)
        if not item or not has_released(item) then return post, item end
        -- A stranger's hand was at it: the place of this item is missing, or another one stands before it.
        if redis.call('ZADD', AVOIDED, 0, avoidance(moderator, post, item)) == 0 then
            local stray = redis.call('ZRANGE', AVOIDED, first + low, first + low)[1]
            if stray then redis.call('ZREM', AVOIDED, stray) end
        end
    end
    return nil
end

local held = held_by(moderator)
local held_before = #held
for _, post in ipairs(held) do
    local item, claim, of_post = parts_of(post)
    lost = lost or of_post
    -- What is being decided may have been decided already, and must not be shown again (G3). What has expired and
    -- was not returned above is over all the same: it is of another queue, or behind many others. A place among those held of
    -- what was put back since is left to `inspect`.
    if item and claim and claim.moderator == moderator and not claim.deciding and is_live(claim, now) then
        live = live + 1
        if item.queue ~= queue then
            elsewhere = elsewhere + 1
        elseif #items < limit then
            local fields = content_of(post, redis.call('XRANGE', STREAMS[item.priority], item.entry, item.entry)[1])
            if fields then
                if (claim.shown or 1) < SHOWN_FOR_GOOD then
                    claim.shown = (claim.shown or 1) + 1
                    save(CLAIMS, post, claim)
                end
                show(post, item, claim, claim.shown < SHOWN_FOR_GOOD and 2 or 0, fields)
            else
                lost = lost or 'the content of a claimed item'
            end
        end
    end
end

-- The place in line goes, and all else that is there of an item but what belongs to a claim.
local function take_out(post, item)
    redis.call('ZREM', WAITING, post)
    if redis.call('HEXISTS', CLAIMS, post) == 1 then return end
    if item and item.queue ~= queue then return end
    if item then remove_item(post, item, queue) else redis.call('HDEL', ITEMS, post) end
    damaged[#damaged + 1] = post
end

-- A line that begins anew hands out nothing before.
local anew = lost and begin_anew(lost, now)
if anew and #items + #ended + #damaged == 0 then return anew end
for _ = 1, limit + MOST_DAMAGED do
    if anew or #items >= limit or live >= most then break end
    local post, item = next_in_line()
    if not post then break end
    local fields = item and item.queue == queue and take_entry(post, item)
    local claim = fields and {
            generation = whole(redis.call('HINCRBY', CLIENT, 'generation', 1)),
            moderator = moderator, claimed_at = now, expires_at = now + lease, round = item.round, queue = queue,
    }
    -- A claim that is there already stands (G1), whoever put its item into line.
    if claim and redis.call('HSETNX', CLAIMS, post, cjson.encode(claim)) == 1 then
        out_of_line(post, item)
        item.delivered = true
        item.deliveries = (item.deliveries or 0) + 1
        save(ITEMS, post, item)
        redis.call('ZADD', DEADLINES, claim.expires_at, post)
        held[#held + 1] = post
        live = live + 1
        show(post, item, claim, 1, fields)
    else
        take_out(post, item)
    end
end
if #held > held_before then save(HOLDERS, moderator, held) end

local released = #items < limit and given_back() or 0
return {
    'ok', now, redis.call('ZCARD', WAITING), redis.call('ZCARD', DEADLINES), next_deadline(now),
    elsewhere, released, items, ended, damaged, #items == 0 and redis.call('HEXISTS', CLIENT, 'filling') or 0,
}
