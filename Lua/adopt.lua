#!lua flags=allow-oom
-- adopt: puts claims that are taken over into the line that is put together beside the one that ends, one part after the other.
-- `open` puts it in that one's place.
--
-- Why one script: item, entry, claim, deadline and a place among its moderator's are there together or not at all, so that
-- whatever parts came, `open` finds a line that is sound. In parts, since the claims of a large team are more than one command
-- holds, and than Redis may stand still for. Beside, so that the claims that stood are all there until `open`: whoever goes on
-- where a caller died reads them again (G1). It runs at maxmemory, or nothing could be acknowledged, and nothing freed.
--
-- Claims keep their generation, by which their holders know them. Each gets a token of the epoch that begins: MongoDB has a
-- fence at its beginning, so that no decision that began before is stored any more.
--
-- KEYS  see shared and beside; the queue's are those of `default`
-- ARGV  1 epoch, as given to close  2 the caller's mark, as given to close  3 1 for the first part: what was put there before
--       goes  then the names of the queues: every one that holds an item here or below
--       then for each claim, oldest first: post_id, round, place of its queue among those named (from 1), priority,
--       queued_at (ms), due_at (ms), content, ai, metadata (JSON texts), what is known of the item or '', generation,
--       moderator, claimed_at (ms), expires_at (ms)
-- Reply { 'ok' }
--       { 'close', known or '' }  the line is not closed under this mark, or the first part is not there; nothing was written
--       { 'queues', names }       there are other queues here than those named; nothing was written
-- Cost  O(claims given) and what their holders hold
-- @include shared
-- @include carried
-- @include beside

local CLAIM_FIELDS = 14
local epoch, mark, is_first = ARGV[1], ARGV[2], ARGV[3] == '1'
local known = redis.call('HMGET', CLIENT, 'epoch', 'adopting')
if known[1] ~= '-' .. epoch .. '@' .. mark or not is_first and known[2] ~= mark then
    return { 'close', known[1] or '' }
end
local queues, missing = queues_named(4)
if missing then return { 'queues', missing } end
if is_first then
    empty_beside(queues)
    redis.call('HSET', CLIENT, 'adopting', mark, 'adopted', 0)
end

local floor = tonumber(string.match(epoch, '^%d+')) * GENERATIONS
local holders = {}
for i = 4 + #queues, #ARGV, CLAIM_FIELDS do
    local post, round, place, priority, queued_at, due_at, content, ai, metadata, carried, generation, moderator,
        claimed_at, expires_at = unpack(ARGV, i, i + CLAIM_FIELDS - 1)
    if redis.call('HEXISTS', BESIDE.items, post) == 0 then
        local queue = queues[tonumber(place)]
        local stream = queue.beside.streams[priority]
        if redis.call('EXISTS', stream) == 0 then
            redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
        end
        local item = {
            round = tonumber(round), queue = queue.name, priority = priority, queued_at = tonumber(queued_at),
            due_at = tonumber(due_at),
        }
        take_along(item, carried)
        item.deliveries = math.max(item.deliveries or 0, 1)
        item.entry = redis.call('XADD', stream, '*', 'post_id', post, 'round', round,
            'content', content, 'ai', ai, 'metadata', metadata)
        -- All that came into this stream before was taken, so that this is the group's next entry.
        redis.call('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', 1, 'STREAMS', stream, '>')
        item.delivered = true
        save(BESIDE.items, post, item)
        save(BESIDE.claims, post, {
            generation = generation, moderator = moderator, claimed_at = tonumber(claimed_at),
            expires_at = tonumber(expires_at), token = whole(floor + redis.call('HINCRBY', CLIENT, 'adopted', 1)),
            shown = SHOWN_FOR_GOOD, round = item.round, queue = item.queue,
        })
        redis.call('ZADD', queue.beside.deadlines, expires_at, post)
        redis.call('SADD', BESIDE.queues, queue.name)
        holders[moderator] = holders[moderator] or record(BESIDE.holders, moderator, is_holding) or {}
        table.insert(holders[moderator], post)
    end
end
for moderator, posts in pairs(holders) do save(BESIDE.holders, moderator, posts) end
return { 'ok' }
