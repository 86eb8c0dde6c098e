-- shared: what every verb needs. Included by name at the top of a script, after its contract.
--
-- KEYS, the same for every verb, all of one client and one queue:
--   1 moderation-client-{C}     hash    epoch, generation, filling, publisher, publisher_until
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

-- A record, or nil. A missing hash field comes back as false.
local function record(key, field)
    local text = redis.call('HGET', key, field)
    return text and cjson.decode(text) or nil
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
    if known[1] == epoch and not has_gone_back(known[2]) then return nil end
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
    if reply and reply.err then error(reply.err) end
    return reply
end

-- Whether somebody holds the item by this claim. An expired one is over even before it is returned, unless the decision
-- under it is under way.
local function is_live(claim, now)
    return claim ~= nil and (claim.deciding ~= nil or claim.expires_at > now)
end

-- For a claim that is taken up again, which stands among newer ones then: the oldest is first.
local function add_holding(moderator, post, generation)
    local held = record(HOLDERS, moderator) or {}
    local place = #held + 1
    while place > 1 and tonumber(record(CLAIMS, held[place - 1]).generation) > tonumber(generation) do
        place = place - 1
    end
    table.insert(held, place, post)
    save(HOLDERS, moderator, held)
end

local function remove_holding(moderator, post)
    local kept = {}
    for _, other in ipairs(record(HOLDERS, moderator) or {}) do
        if other ~= post then kept[#kept + 1] = other end
    end
    if #kept == 0 then
        redis.call('HDEL', HOLDERS, moderator)
    else
        save(HOLDERS, moderator, kept)
    end
end
