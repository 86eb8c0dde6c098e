#!lua flags=allow-oom
-- open: says that this Redis serves a client in an epoch, with the claims that were taken over (`adopt`) and nothing else in
-- line.
--
-- Why one script: what an earlier epoch left goes in the same step in which the later one begins, or a decided item that
-- still stands here would be handed out again (G3). Epoch and generation rise together, or a claim could be minted with a
-- generation that was used before, and the fence would let two holders through (G9). And the claims are there before anybody
-- can ask for one, or an item that is held would be given to a second person (G1). It frees what there was, so it runs
-- at maxmemory: without it nothing could be acknowledged, and nothing freed.
--
-- What waited is put into line by others then. Until `filled` says that it is, the field `filling` says that it may not be.
--
-- The caller must have closed the line for this epoch, in this process, whatever was there, and nobody else since. Its results
-- stay, since they are of all epochs.
--
-- KEYS  see shared and beside; the queue's are those of `default`
-- ARGV  1 epoch, with `@` and the identity of this Redis behind it; without, where nothing is told apart  2 the caller's mark,
--       as given to close  3 how many claims were given to adopt  then the names of the queues that hold an item, here or
--       beside
-- Reply { 'ok', known }     open in the epoch given, or in a later one: somebody was faster
--       { 'close', known }  the line is not closed under this mark, or has not all the claims beside it; nothing was written
--       { 'queues', names } there are other queues here than those named; nothing was written
-- Cost  O(queues); what goes is freed behind the scenes
-- @include shared
-- @include beside

local epoch, mark, adopted = ARGV[1], ARGV[2], tonumber(ARGV[3])
local number = tonumber(string.match(epoch, '^%d+'))
local known = redis.call('HGET', CLIENT, 'epoch') or ''
local standing = epoch_number(known) or 0
if standing >= number then return { 'ok', known } end
if known ~= '-' .. epoch .. '@' .. mark then return { 'close', known } end
local is_beside = redis.call('HGET', CLIENT, 'adopting') == mark
if adopted > 0 then
    local there = math.min(redis.call('HLEN', BESIDE.items), redis.call('HLEN', BESIDE.claims))
    if not is_beside or there ~= adopted then return { 'close', known } end
end

local queues, missing = queues_named(4)
if missing then return { 'queues', missing } end
empty(queues)
local tokens = tonumber(is_beside and redis.call('HGET', CLIENT, 'adopted') or '0')
if adopted > 0 then
    local function take(key, served)
        if redis.call('EXISTS', key) == 1 then redis.call('RENAME', key, served) end
    end
    take(BESIDE.items, ITEMS)
    take(BESIDE.claims, CLAIMS)
    take(BESIDE.holders, HOLDERS)
    take(BESIDE.queues, QUEUES)
    for _, queue in ipairs(queues) do
        take(queue.beside.deadlines, queue.deadlines)
        for priority, stream in pairs(queue.beside.streams) do take(stream, queue.streams[priority]) end
    end
end
empty_beside(queues)
redis.call('HDEL', CLIENT, 'publisher', 'publisher_until', 'lost')
redis.call('HSET', CLIENT, 'epoch', epoch, 'generation', whole(number * GENERATIONS + tokens), 'filling', 1)
if redis.call('EXISTS', STREAMS.normal) == 0 then
    redis.call('XGROUP', 'CREATE', STREAMS.normal, GROUP, '0', 'MKSTREAM')
end
return { 'ok', epoch }
