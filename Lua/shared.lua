-- shared: what every verb needs. Included by name at the top of a script, after its contract.
--
-- KEYS, the same for every verb, all of one client and one queue:
--   1 moderation-client-{C}     hash    epoch, generation, filling, publisher, publisher_until, lost, lost_at, losses
--   2 moderation-items-{C}      hash    post_id -> item record (JSON)
--   3 moderation-claims-{C}     hash    post_id -> claim record (JSON)
--   4 moderation-holders-{C}    hash    moderator -> JSON array of the post_ids held, oldest claim first
--   5 moderation-queues-{C}     set     queues that hold an item
--   6 moderation-settled-{C}    set     post_id:round acknowledged while a publisher is at work
--   7 moderation-manual-results-{C}   stream
--   8 moderation-waiting-{C}:queue    zset    due time (ms) -> post_id, what can be claimed
--   9 moderation-deadlines-{C}:queue  zset    deadline (ms) -> post_id, what is claimed
--   10 moderation-avoided-{C}:queue   zset    of what waits, what each moderator gave back: "moderator place post_id"
--   11..14 the queue's streams: urgent, high, normal, low
local CLIENT, ITEMS, CLAIMS, HOLDERS, QUEUES, SETTLED, RESULTS = unpack(KEYS, 1, 7)
local WAITING, DEADLINES, AVOIDED = KEYS[8], KEYS[9], KEYS[10]
local STREAMS = { urgent = KEYS[11], high = KEYS[12], normal = KEYS[13], low = KEYS[14] }

-- ARGV[1], the same for every verb: the epoch in which the caller believes this Redis to serve the client, `@` and the identity of
-- this Redis, `#` and the highest generation that the caller knows to have been given out; the last two may be missing. Scripts
-- see it without the last.
local FLOOR
ARGV[1], FLOOR = string.match(ARGV[1], '^([^#]*)#?(%d*)$')
FLOOR = tonumber(FLOOR) or 0

local HERE = { waiting = WAITING, avoided = AVOIDED, streams = STREAMS }
local GROUP = 'moderators'

-- Generations of one epoch: 2^32. Epoch and count fit the 53 bits that Lua and JSON keep exactly.
local GENERATIONS = 4294967296

-- One consumer for all: consumers are never cleaned up by Redis, so one per moderator would grow without
-- bound. Who holds what is in the claim record; the group's pending entries are the claimed items.
local CONSUMER = 'modpilot'

-- How many answers that show a claim are counted (`shown` of its record, 1 where it isn't there). Beyond that the claim stays,
-- whoever's answer is lost.
local SHOWN_FOR_GOOD = 3

-- The server's clock in milliseconds. It moves inside a script, so each script reads it once.
local function server_time()
    local t = redis.call('TIME')
    return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Whole numbers as text: `..` and tostring keep 14 digits only.
local function whole(n)
    return string.format('%.0f', n)
end

-- Numbers that Lua, JSON and replies keep exactly. What is beyond was written by somebody else.
local MOST = 9007199254740991

local function is_number(value)
    return type(value) == 'number' and value >= -MOST and value <= MOST
end

local function is_count(value)
    return value == nil or is_number(value) and value >= 0
end

-- A generation or token, as records have it.
local function is_generation(value)
    return type(value) == 'string' and #value <= 16 and string.find(value, '^%d+$') ~= nil and tonumber(value) <= MOST
end

-- The number of what stands in the place of an epoch; nil where that was written by somebody else, which is as if nothing stood
-- there.
local EPOCHS = 2097152

local function epoch_number(known)
    local number = tonumber(string.match(known or '', '^%-?%d+') or '')
    if not number or math.abs(number) >= EPOCHS then return nil end
    return number
end

local function is_name(value)
    return type(value) == 'string' and value ~= ''
end

-- An array whose elements are all of a kind, or nothing.
local function is_list(value, is_one)
    if value == nil then return true end
    if type(value) ~= 'table' then return false end
    local length = #value
    for key, one in pairs(value) do
        if type(key) ~= 'number' or key < 1 or key > length or not is_one(one) then return false end
    end
    return true
end

local function is_entry_id(value)
    if type(value) ~= 'string' or not string.find(value, '^%d+%-%d+$') then return false end
    -- Too short for a number that Redis can't read.
    if #value <= 20 then return true end
    for half in string.gmatch(value, '%d+') do
        if #half > 20 or #half == 20 and half > '18446744073709551615' then return false end
    end
    return true
end

local function is_former(value)
    return type(value) == 'table' and is_name(value.moderator) and is_generation(value.generation)
        and is_name(value.ended) and is_number(value.claimed_at) and is_number(value.expires_at)
end

local function is_replaced(value)
    return type(value) == 'table' and is_name(value.moderator) and is_generation(value.generation)
end

-- What an item takes along from Redis to MongoDB and back.
local function is_luggage(value)
    return type(value) == 'table' and is_count(value.deliveries) and is_count(value.expiries)
        and is_list(value.past, is_former) and is_list(value.released, is_name) and is_list(value.replaced, is_replaced)
end

local function is_item(value)
    return is_luggage(value) and (value.delivered == nil or value.delivered == true) and is_number(value.round) and is_name(value.queue) and is_count(value.nth)
        and STREAMS[value.priority or ''] ~= nil and is_entry_id(value.entry)
        and is_number(value.queued_at) and is_number(value.due_at)
end

local function is_claim(value)
    return type(value) == 'table' and is_generation(value.generation) and is_name(value.moderator)
        and is_number(value.claimed_at) and is_number(value.expires_at)
        and (value.deciding == nil or is_number(value.deciding))
        and (value.token == nil or is_generation(value.token))
        and (value.round == nil or is_number(value.round)) and (value.queue == nil or is_name(value.queue))
        and is_count(value.shown)
end

local function is_holding(value)
    return type(value) == 'table' and is_list(value, is_name)
end

-- A text as the record that it should be; nil where it is none.
local function decoded(text, fits)
    local could, value = pcall(cjson.decode, text)
    if could and fits(value) then return value end
    return nil
end

-- A record, or nil; with true where one is there that does not fit, so that nothing can be done by it. Whoever evicts,
-- deletes or writes keys by hand must not stop the items beside: no script fails on what it finds.
local function record(key, field, fits)
    local text = redis.call('HGET', key, field)
    if not text then return nil, false end
    local value = decoded(text, fits)
    return value, value == nil
end

local function item_of(post)
    return record(ITEMS, post, is_item)
end

local function claim_on(post)
    return record(CLAIMS, post, is_claim)
end

-- The posts that a moderator holds, each once.
local function held_by(moderator)
    local held, seen = {}, {}
    for _, post in ipairs(record(HOLDERS, moderator, is_holding) or {}) do
        if not seen[post] then held[#held + 1] = post end
        seen[post] = true
    end
    return held
end

local function save(key, field, value)
    redis.call('HSET', key, field, cjson.encode(value))
end

-- Earliest due time first; items of one call with the same due time keep the call's order. 1/1024 ms is exact at
-- today's times, so that at most 1,024 items of a call may share one due time.
local function place_in_line(item)
    return item.due_at + (item.nth or 0) / 1024
end

-- A member of AVOIDED. Members of one moderator stand together, in the order that their items have in WAITING: by
-- place, 16 digits of it, and by post_id where places are equal.
local function avoidance(moderator, post, item)
    return moderator .. ' ' .. string.format('%016.0f', place_in_line(item) * 1024) .. post
end

-- Saves an item and puts it into the line of `queue`, given by its keys.
local function into_line(post, item, queue)
    save(ITEMS, post, item)
    redis.call('ZADD', queue.waiting, place_in_line(item), post)
    for _, moderator in ipairs(item.released or {}) do
        redis.call('ZADD', queue.avoided, 0, avoidance(moderator, post, item))
    end
end

local function out_of_line(post, item)
    redis.call('ZREM', WAITING, post)
    for _, moderator in ipairs(item.released or {}) do
        redis.call('ZREM', AVOIDED, avoidance(moderator, post, item))
    end
end

-- Whether the count of generations stands below what was given out. It may be missing, or damaged.
local function has_gone_back(generation)
    return (tonumber(generation) or 0) < FLOOR
end

-- The epoch says that Redis still holds what was put into it, and the identity behind it that it is the same process with the
-- same history: a restart, or a replica that was promoted, may have lost the last of it. So has one that has not counted as far
-- as generations are known to have been given out: it would give them out again, and the fence would let two holders through
-- (G9). A Redis that was emptied has no epoch, and one that was closed for a later epoch has that one as a negative number, and a
-- mark. Where it isn't the caller's, the client must be opened before anything is handed out.
local function epoch_mismatch(epoch)
    local known = redis.call('HMGET', CLIENT, 'epoch', 'generation')
    -- Without the count of generations, one could be given out twice: then it begins anew as well.
    if known[1] == epoch and is_generation(known[2]) and not has_gone_back(known[2]) then return nil end
    return { 'epoch', known[1] or '' }
end

-- Tells the servers that `count` items of a queue can be claimed, or, for the queue `+results`, that decisions can be
-- read, so that whoever waits need not ask again and again. A hint: Redis keeps it for nobody, so a slow check stands
-- behind it. The channel is one for all clients, because a server listens once.
local function announce(queue, count)
    redis.call('PUBLISH', 'moderation-ready', string.match(CLIENT, '{(.+)}') .. ' ' .. queue .. ' ' .. count)
end

-- Runs a command of the group. A group, or a stream, that somebody destroyed is made again from the start:
-- entries that were delivered before go by once more and are recognised.
local function in_group(stream, command)
    local reply = redis.pcall(unpack(command))
    if reply and reply.err and string.find(reply.err, '^NOGROUP') then
        redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
        return redis.call(unpack(command))
    end
    -- Fails as it would have, with the error's own code in front.
    if reply and reply.err then return redis.call(unpack(command)) end
    return reply
end

-- Whether somebody holds the item by this claim. An expired one is over even before it is returned, unless the decision
-- under it is under way.
local function is_live(claim, now)
    return claim ~= nil and (claim.deciding ~= nil or claim.expires_at > now)
end

-- For a claim that is taken up again, which stands among newer ones then: the oldest is first.
local function add_holding(moderator, post, generation)
    local held = held_by(moderator)
    local place = #held + 1
    while place > 1 do
        local other = claim_on(held[place - 1])
        if other and tonumber(other.generation) <= tonumber(generation) then break end
        place = place - 1
    end
    table.insert(held, place, post)
    save(HOLDERS, moderator, held)
end

local function remove_holding(moderator, post)
    local kept = {}
    for _, other in ipairs(held_by(moderator)) do
        if other ~= post then kept[#kept + 1] = other end
    end
    if #kept == 0 then
        redis.call('HDEL', HOLDERS, moderator)
    else
        save(HOLDERS, moderator, kept)
    end
end

-- When somebody must look at the queue's claims again, in ms; 0 where there are none. What is overdue and was not returned yet
-- can come back at any time: that is now, and not in the past.
local function next_deadline(now)
    local soonest = redis.call('ZRANGE', DEADLINES, 0, 0, 'WITHSCORES')
    return soonest[2] and math.max(now, math.min(tonumber(soonest[2]), MOST)) or 0
end

-- The publisher at work, or nil; and the instant at which its lease ended or ends, 0 for none. One that is further ahead
-- than any lease lasts would stop publishing for ever.
local LONGEST_LEASE = 600000

local function publisher_at(now)
    local known = redis.call('HMGET', CLIENT, 'publisher', 'publisher_until')
    local ends = tonumber(known[2] or '') or 0
    if known[1] and ends > now and ends <= now + LONGEST_LEASE then return known[1], ends end
    return nil, ends
end

-- Losses behind each other that are mended at once, and how long the next ones wait: a second, twice as long each time,
-- a minute at most (ms).
local FIRST_WAIT, LONGEST_WAIT, FORGOTTEN_AFTER = 1000, 60000, 600000

-- Says that parts of this client are lost which claims depend on, so that its line begins anew, as behind the loss of all:
-- `close` gives the claims that are left, and what is known of them elsewhere is added. From here on every script answers
-- `epoch`. Nil where that has happened too often just now: then the caller goes on with what there is.
local function begin_anew(what, now)
    local known = redis.call('HMGET', CLIENT, 'lost_at', 'losses')
    local at, losses = tonumber(known[1] or ''), tonumber(known[2] or '')
    if not is_number(at) or not is_number(losses) or losses < 1 or at > now or at + FORGOTTEN_AFTER < now then
        losses = 0
    elseif now < at + math.min(FIRST_WAIT * 2 ^ (losses - 1), LONGEST_WAIT) then
        return nil
    end
    redis.call('HSET', CLIENT, 'lost', what, 'lost_at', whole(now), 'losses', whole(losses + 1))
    redis.call('HDEL', CLIENT, 'epoch')
    return { 'epoch', '', what }
end

-- An item of this queue, the claim on it, and what of them is lost that claims depend on, or nil.
local function parts_of(post)
    local item, is_spoilt = item_of(post)
    local claim, is_spoilt_claim = claim_on(post)
    if is_spoilt_claim then return item, claim, 'a claim that can not be read' end
    if claim and is_spoilt then return item, claim, 'a claimed item that can not be read' end
    if claim and not item then return item, claim, 'a claimed item' end
    return item, claim, nil
end

-- Whether an item of this queue that nobody has a claim on waits. If not, there was a claim.
local function is_nowhere(post, item, claim)
    return item ~= nil and claim == nil and not redis.call('ZSCORE', WAITING, post)
end
