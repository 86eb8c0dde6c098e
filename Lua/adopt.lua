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
-- Cost  O(claims given) and what their holders hold; one command for each claim, the rest for all together
-- @include shared
-- @include carried
-- @include beside

local CLAIM_FIELDS = 14

local function add(list, name, value)
    list[#list + 1] = name
    list[#list + 1] = value
end

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

local posts, adopted = {}, {}
for i = 4 + #queues, #ARGV, CLAIM_FIELDS do posts[#posts + 1] = ARGV[i] end
if #posts == 0 then return { 'ok' } end
local present = redis.call('HMGET', BESIDE.items, unpack(posts))
for n, post in ipairs(posts) do
    -- Who repeats a part finds it here; of two claims on one item the first stands.
    if not present[n] and not adopted[post] then
        local _, round, place, priority, queued_at, due_at, content, ai, metadata, carried, generation, moderator,
            claimed_at, expires_at = unpack(ARGV, 4 + #queues + (n - 1) * CLAIM_FIELDS, 3 + #queues + n * CLAIM_FIELDS)
        local item = {
            round = tonumber(round), queue = queues[tonumber(place)].name, priority = priority,
            queued_at = tonumber(queued_at), due_at = tonumber(due_at), delivered = true,
        }
        take_along(item, carried)
        item.deliveries = math.max(item.deliveries or 0, 1)
        local stream = queues[tonumber(place)].beside.streams[priority]
        item.entry = redis.call('XADD', stream, '*', 'post_id', post, 'round', round,
            'content', content, 'ai', ai, 'metadata', metadata)
        adopted[post] = {
            item = item, queue = queues[tonumber(place)], expires_at = expires_at,
            claim = {
                generation = generation, moderator = moderator, claimed_at = tonumber(claimed_at),
                expires_at = tonumber(expires_at), shown = SHOWN_FOR_GOOD, round = item.round, queue = item.queue,
            },
        }
        adopted[#adopted + 1] = post
    end
end
if #adopted == 0 then return { 'ok' } end

local last = redis.call('HINCRBY', CLIENT, 'adopted', #adopted)
local floor = tonumber(string.match(epoch, '^%d+')) * GENERATIONS + last - #adopted
local items, claims, deadlines, entries, holders = {}, {}, {}, {}, {}
for n, post in ipairs(adopted) do
    local one = adopted[post]
    one.claim.token = whole(floor + n)
    add(items, post, cjson.encode(one.item))
    add(claims, post, cjson.encode(one.claim))
    deadlines[one.queue] = deadlines[one.queue] or {}
    add(deadlines[one.queue], one.expires_at, post)
    local stream = one.queue.beside.streams[one.item.priority]
    entries[stream] = (entries[stream] or 0) + 1
    local moderator = one.claim.moderator
    holders[moderator] = holders[moderator] or record(BESIDE.holders, moderator, is_holding) or {}
    table.insert(holders[moderator], post)
end
redis.call('HSET', BESIDE.items, unpack(items))
redis.call('HSET', BESIDE.claims, unpack(claims))
for queue, ends in pairs(deadlines) do
    redis.call('ZADD', queue.beside.deadlines, unpack(ends))
    redis.call('SADD', BESIDE.queues, queue.name)
end
for stream, count in pairs(entries) do
    -- All that came into this stream before was taken, so that these are the group's next entries.
    redis.pcall('XGROUP', 'CREATE', stream, GROUP, '0')
    redis.call('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', count, 'STREAMS', stream, '>')
end
for moderator, held in pairs(holders) do save(BESIDE.holders, moderator, held) end
return { 'ok' }
