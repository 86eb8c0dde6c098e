#!lua flags=no-writes
-- stats: how many items of a queue wait and are claimed, and how long the oldest has waited.
--
-- Why one script: the counts of all priorities and the oldest item must be of one moment. Read one after the other,
-- an item that is claimed in between would count twice, or as the oldest that waits while nothing does.
--
-- How exact: the counts are; a claim that is over counts as claimed until somebody returns it, half a second as a rule.
-- The oldest item of a priority is exact if it is among the FRONT items that are due first, which come in the
-- order in which they were queued as long as the client's target waits stay the same. Otherwise it is looked for at
-- the beginning of the priority's stream, and behind the last entry that the group handed out, where in the usual
-- order the first entry is the oldest that nobody has had yet. An item that came back, stands behind FRONT others and
-- is not at the beginning of its stream is passed over: then the age of a younger one is told, or none.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 1 for what concerns the whole client too, else 0
-- Reply { 'epoch', known or '' }
--       { 'ok', now, ready, claimed, next deadline or 0, priorities, queues, moderators }
--         priorities  urgent, high, normal, low: { ready, claimed, when the oldest that waits was queued, or 0 }
--         queues      those that hold an item; empty unless asked for
--         moderators  flat: moderator, how many items the moderator holds, in all queues; empty unless asked for
--       times in ms
-- Cost  independent of the backlog: at most 32 items, and 8 posts a priority, are read, and no further post once those read
--       have 2 MiB; for the whole client O(1) for each queue and for each item that somebody holds
-- @include shared
-- @include entries

-- Items looked at from the front of the line.
local FRONT = 32
-- Entries looked at from one place in a stream.
local LOOKS = 4
local MOST_BYTES = 2097152

local mismatch = epoch_mismatch(ARGV[1])
if mismatch then return mismatch end
local now = server_time()
local bytes = 0

-- When the oldest of each priority among the items that are due first was queued.
local function oldest_in_front()
    local oldest = {}
    local posts = redis.call('ZRANGE', WAITING, 0, FRONT - 1)
    if #posts == 0 then return oldest end
    for _, text in ipairs(redis.call('HMGET', ITEMS, unpack(posts))) do
        if text then
            local item = decoded(text, is_item)
            if item then oldest[item.priority] = math.min(item.queued_at, oldest[item.priority] or item.queued_at) end
        end
    end
    return oldest
end

-- When the first item that waits was queued, of the entries from one on; nil if it is not among the next ones.
local function oldest_from(stream, first)
    for _ = 1, LOOKS do
        if bytes >= MOST_BYTES then return nil end
        local entry = redis.call('XRANGE', stream, first, '+', 'COUNT', 1)[1]
        if not entry then return nil end
        bytes = bytes + bytes_of(entry)
        -- The post_id is an entry's first field.
        local post = entry[2][2] or ''
        local item = redis.call('ZSCORE', WAITING, post) and item_of(post)
        if item and item.entry == entry[1] then return item.queued_at end
        first = string.format('(%s', entry[1])
    end
    return nil
end

-- How many entries are pending, which are the claimed items, and the last entry that the group handed out.
local function group_of(stream)
    for _, fields in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
        local group = {}
        for i = 1, #fields, 2 do group[fields[i]] = fields[i + 1] end
        if group.name == GROUP then return group.pending, group['last-delivered-id'] end
    end
    return 0, '0-0'
end

local oldest = oldest_in_front()
local priorities = {}
for i, priority in ipairs({ 'urgent', 'high', 'normal', 'low' }) do
    local stream = STREAMS[priority]
    local length, claimed, delivered = redis.call('XLEN', stream), 0, '0-0'
    if length > 0 then claimed, delivered = group_of(stream) end
    local queued_at = oldest[priority]
    if length > claimed and not queued_at then
        local first = oldest_from(stream, '-')
        local next_one = oldest_from(stream, string.format('(%s', delivered))
        queued_at = math.min(first or next_one or 0, next_one or first or 0)
    end
    priorities[i] = { math.max(length - claimed, 0), claimed, queued_at or 0 }
end

local queues, moderators = {}, {}
if ARGV[2] == '1' then
    queues = redis.call('SMEMBERS', QUEUES)
    local holders = redis.call('HGETALL', HOLDERS)
    for i = 1, #holders, 2 do
        moderators[i], moderators[i + 1] = holders[i], #(decoded(holders[i + 1], is_holding) or {})
    end
end

return {
    'ok', now, redis.call('ZCARD', WAITING), redis.call('ZCARD', DEADLINES), next_deadline(now),
    priorities, queues, moderators,
}
