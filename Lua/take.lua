#!lua flags=allow-oom
-- take: hands out the next entries of the stream into ingestion, as a batch that `settle` ends.
--
-- Why one script: whether the group is there, which stream this is and which entries are free must be seen together, or
-- entries could be read that no group remembers, and be lost with their reader. What is taken leaves soon, and nothing
-- else would free a Redis that producers have filled, so it runs at maxmemory.
--
-- Entries that were delivered and not settled for `idle` come first, whoever read them: their server died, and they are
-- older than all that is new. The group has one consumer of ours for all servers, because Redis never cleans consumers
-- up.
--
-- The stream's number tells this stream from another one that stood under the same key before, and whose ids may have
-- been higher: it is drawn from the client's generations when the group is made, so it rises through every loss
-- of Redis. Number and id together say in which order two entries came in, for ever.
--
-- KEYS  see shared; the queue's are those of `default`; then the last two:
--       moderation-verdicts-{C}          stream
--       moderation-verdicts-refused-{C}  stream, not used here
-- ARGV  1 epoch  2 most entries  3 most bytes, of all that entries hold (the entry that reaches it is the last)  4 idle (ms)
--       5 longest verdict (bytes)
-- Reply { 'epoch', known or '' }
--       { 'ok', number of the stream, entries }  flat: id, then the field `verdict` (the first of that name), or false
--         where there is none, or its length where it is longer than the longest; no entries where there is no stream,
--         and then nothing is left behind
-- Cost  O(1) an entry; entries that others are at work on cost a tenth each
-- @include shared
-- @include inbound

local epoch, most, most_bytes, idle, longest = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local length = redis.call('XLEN', INBOUND)
if length == 0 then
    -- Entries that their producer took back leave an empty stream.
    redis.call('DEL', INBOUND)
    return { 'ok', '0', {} }
end

local has_group = false
for _, group in ipairs(redis.call('XINFO', 'GROUPS', INBOUND)) do
    has_group = has_group or group[2] == INGESTION
end
if not has_group then redis.call('XGROUP', 'CREATE', INBOUND, INGESTION, '0') end
if not has_group or not stream_number() then
    redis.call('HSET', CLIENT, 'inbound', whole(redis.call('HINCRBY', CLIENT, 'generation', 1)))
end

local entries, bytes = {}, 0
local function add(entry)
    local verdict = false
    for i = 1, #entry[2], 2 do
        if entry[2][i] == 'verdict' and not verdict then verdict = entry[2][i + 1] end
        -- Also what is of no use: it was read.
        bytes = bytes + #entry[2][i] + #entry[2][i + 1]
    end
    if verdict and #verdict > longest then verdict = #verdict end
    entries[#entries + 1] = entry[1]
    entries[#entries + 1] = verdict
end

-- One at a time, because only a look at an entry tells how much it brings.
local function has_room()
    return #entries < 2 * most and bytes < most_bytes
end

local cursor = '0-0'
for _ = 1, most do
    if not has_room() then break end
    local claimed = redis.call('XAUTOCLAIM', INBOUND, INGESTION, CONSUMER, idle, cursor, 'COUNT', 1)
    for _, entry in ipairs(claimed[2]) do add(entry) end
    cursor = claimed[1]
    if cursor == '0-0' then break end
end
while has_room() do
    local read = redis.call('XREADGROUP', 'GROUP', INGESTION, CONSUMER, 'COUNT', 1, 'STREAMS', INBOUND, '>')
    if not read then break end
    add(read[1][2][1])
end
return { 'ok', stream_number(), entries }
