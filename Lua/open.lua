#!lua flags=allow-oom
-- open: says that this Redis serves a client in an epoch, with the claims that are taken over and nothing else in line.
--
-- Why one script: what an earlier epoch left goes in the same step in which the later one begins, or a decided item that
-- still stands here would be handed out again (G3). Epoch and generation rise together, or a claim could be minted with a
-- generation that was used before, and the fence would let two holders through (G9). And the claims are there before anybody
-- can ask for one, or an item that is held would be given to a second person (G1). It frees what there was first, so it runs
-- at maxmemory: without it nothing could be acknowledged, and nothing freed.
--
-- What waited is put into line by others then. Until `filled` says that it is, the field `filling` says that it may not be.
--
-- The caller must have closed the line for this epoch, in this process, whatever was there, and nobody else since. Its results
-- stay, since they are of all epochs.
--
-- Claims that are taken over keep their generation, by which their holders know them. Each gets a token of this epoch:
-- MongoDB has a fence at its beginning, so that no decision that began before is stored any more.
--
-- KEYS  see shared; the queue's are those of `default`. Behind them the same seven of each queue named: waiting, deadlines,
--       avoided, and the streams
-- ARGV  1 epoch, with `@` and the identity of this Redis behind it; without, where nothing is told apart  2 the caller's mark,
--       as given to close  then the names of the queues: every one that holds an item here or below
--       then for each claim, oldest first: post_id, round, place of its queue among those named (from 1), priority,
--       queued_at (ms), due_at (ms), content, ai, metadata (JSON texts), what is known of the item or '', generation,
--       moderator, claimed_at (ms), expires_at (ms)
-- Reply { 'ok', known }     open in the epoch given, or in a later one: somebody was faster
--       { 'close', known }  the line is not closed under this mark; nothing was written
--       { 'queues', names } there are other queues here than those named; nothing was written
-- Cost  O(claims); what goes is freed behind the scenes
-- @include shared
-- @include carried
-- @include queues
-- @include empty

local CLAIM_FIELDS = 14
local epoch = ARGV[1]
local number = tonumber(string.match(epoch, '^%d+'))
local known = redis.call('HGET', CLIENT, 'epoch') or ''
local standing = known == '' and 0 or tonumber(string.match(known, '^-?%d+'))
if standing >= number then return { 'ok', known } end
if known ~= '-' .. epoch .. '@' .. ARGV[2] then return { 'close', known } end

local queues, missing = queues_named(3)
if missing then return { 'queues', missing } end
empty()
redis.call('HDEL', CLIENT, 'publisher', 'publisher_until', 'lost')
redis.call('HSET', CLIENT, 'epoch', epoch, 'generation', whole(number * GENERATIONS), 'filling', 1)
redis.call('XGROUP', 'CREATE', STREAMS.normal, GROUP, '0', 'MKSTREAM')

local holders = {}
for i = 3 + #queues, #ARGV, CLAIM_FIELDS do
    local post, round, place, priority, queued_at, due_at, content, ai, metadata, carried, generation, moderator,
        claimed_at, expires_at = unpack(ARGV, i, i + CLAIM_FIELDS - 1)
    local queue = queues[tonumber(place)]
    local stream = queue.streams[priority]
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
    save(ITEMS, post, item)
    save(CLAIMS, post, {
        generation = generation, moderator = moderator, claimed_at = tonumber(claimed_at),
        expires_at = tonumber(expires_at), token = whole(redis.call('HINCRBY', CLIENT, 'generation', 1)),
    })
    redis.call('ZADD', queue.deadlines, expires_at, post)
    redis.call('SADD', QUEUES, queue.name)
    holders[moderator] = holders[moderator] or {}
    table.insert(holders[moderator], post)
end
for moderator, posts in pairs(holders) do save(HOLDERS, moderator, posts) end
return { 'ok', epoch }
