#!lua flags=allow-oom
-- check: whether Redis still has all that was put into it of a client. Where it has not, the client's line begins anew.
--
-- Why one script: how many items wait, are claimed and have an entry must be of one moment, or what merely moves would look
-- lost; and what was found must still be so when it is noted. It frees, so it runs at maxmemory.
--
-- Somebody evicts or deletes a key, trims a stream, ends a group. Then the claims that are left, and those that the journal
-- knows of, are taken over by a new epoch, as behind the loss of all: nothing that somebody holds is handed to another (G1).
-- A single part that stands alone and is no claim's is none of this script's business: `claim`, `expire` and `mend` put it aside.
--
-- A key of another type stops every script that needs it. These names are the service's own, so what stands there goes, and
-- the reply says what it was. The stream into ingestion is the producers': what stands in its place is left to them.
--
-- KEYS  see shared; the queue's are those of `default`. Behind them the same seven of each queue named: waiting, deadlines,
--       avoided, and the streams
-- ARGV  1 epoch  2 what the caller has found lost, or ''  then the names of the queues: every one that holds an item
-- Reply { 'epoch', known or '', what is lost or nothing, what stood there of another type, … }  the line has to begin anew
--       { 'queues', names }  there are other queues than those named; nothing was noted
--       { 'ok' }             nothing is lost
--       { 'again', what is lost }  as it was a moment ago; the line may not begin anew yet
-- Cost  O(queues)
-- @include shared
-- @include queues

local KINDS = { 'hash', 'hash', 'hash', 'hash', 'set', 'set', 'stream', 'zset', 'zset', 'zset' }

local function kind_of(place)
    if place <= #KINDS then return KINDS[place] end
    if place <= 14 then return 'stream' end
    return (place - 15) % PER_QUEUE < 3 and 'zset' or 'stream'
end

local foreign = {}
for place, key in ipairs(KEYS) do
    local kind = redis.call('TYPE', key).ok
    if kind ~= 'none' and kind ~= kind_of(place) then
        redis.call('UNLINK', key)
        foreign[#foreign + 1] = key .. ' was a ' .. kind
    end
end

local function with_foreign(reply)
    for _, text in ipairs(foreign) do reply[#reply + 1] = text end
    return reply
end

local mismatch = epoch_mismatch(ARGV[1])
if mismatch then return with_foreign({ 'epoch', mismatch[2], '' }) end
local queues, missing = queues_named(3)
if missing and #foreign == 0 then return { 'queues', missing } end

local function pending_in(stream)
    local summary = redis.pcall('XPENDING', stream, GROUP)
    return summary.err and 0 or summary[1]
end

local function loss()
    if ARGV[2] ~= '' then return ARGV[2] end
    if #foreign > 0 then return foreign[1] end
    local waiting, deadlines, entries, pending = 0, 0, 0, 0
    for _, queue in ipairs(queues) do
        waiting = waiting + redis.call('ZCARD', queue.waiting)
        deadlines = deadlines + redis.call('ZCARD', queue.deadlines)
        for _, stream in pairs(queue.streams) do
            local length = redis.call('XLEN', stream)
            entries = entries + length
            if length > 0 then pending = pending + pending_in(stream) end
        end
    end
    local items, claims = redis.call('HLEN', ITEMS), redis.call('HLEN', CLAIMS)
    if claims > items or items == 0 and waiting > 0 then return 'items' end
    if waiting + claims < items then return 'claims, or places in line' end
    if deadlines < claims then return 'deadlines' end
    if entries < items then return 'entries' end
    if pending < claims then return 'pending entries' end
    if claims > 0 and redis.call('EXISTS', HOLDERS) == 0 then return 'who holds what' end
    if items > 0 and redis.call('EXISTS', QUEUES) == 0 then return 'the queues' end
    return nil
end

local lost = loss()
if not lost then return { 'ok' } end
local anew = begin_anew(lost, server_time())
return anew and with_foreign(anew) or { 'again', lost }
