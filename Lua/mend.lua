#!lua flags=allow-oom
-- mend: makes the parts of an item agree that don't.
--
-- Why one script: that they still disagree and that they agree must be one step, or an item that was put right, or claimed,
-- in between would be broken anew. It frees, or writes what was there before, so it runs at maxmemory.
--
-- While the item has its record and its entry, these count, and the claim where there is one: it stays with its holder. What is
-- left of an item that nobody holds goes, to be put into line again from MongoDB. Where a claim has lost its item, its content
-- or itself, the whole line begins anew, which takes claims over from what else is known of them: an item that somebody holds
-- is never taken out here (G1).
--
-- KEYS  see shared; the queue's are those of `default`. Behind them the same seven of each queue named: waiting, deadlines,
--       avoided, and the streams
-- ARGV  1 epoch  2 post_id  3 what inspect told besides, or ''  4 a decision is looked into after (ms)  then the names of the
--       queues: every one that holds an item
-- Reply { 'epoch', known or '' }  also where the line has to begin anew
--       { 'queues', names }       there are other queues than those named; nothing was written
--       { 'again' }               the line would have to begin anew, and did so a moment ago; nothing was written
--       { 'sound' }               its parts agree
--       { 'out' }                 nothing is left of it
-- Cost  O(log n) for each queue, and its content
-- @include shared
-- @include queues
-- @include flaws

local epoch, post, detail, settle_after = unpack(ARGV, 1, 4)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local queues, missing, by_name = queues_named(5)
if missing then return { 'queues', missing } end
local item, claim, lost = parts_of(post)
local here = item and by_name[item.queue]
if item and not here then return { 'queues', { item.queue } } end
local stays = item and entry_of(item, here) ~= nil
if claim and not stays then
    lost = lost or 'the content of a claimed item'
elseif item and not claim and not redis.call('ZSCORE', here.waiting, post) then
    lost = lost or 'a claim, or a place in line'
end
if lost then return begin_anew(lost, server_time()) or { 'again' } end

local function tidy(name)
    local kept = {}
    for _, other in ipairs(held_by(name)) do
        local held = claim_on(other)
        if held and held.moderator == name then kept[#kept + 1] = other end
    end
    if #kept == 0 then redis.call('HDEL', HOLDERS, name) else save(HOLDERS, name, kept) end
end

local function leave(queue)
    redis.call('ZREM', queue.waiting, post)
    redis.call('ZREM', queue.deadlines, post)
    for _, name in ipairs(item and item.released or {}) do
        redis.call('ZREM', queue.avoided, avoidance(name, post, item))
    end
end

-- The stream goes with its last entry, but for the one whose name is published.
local function drop_entry(queue, priority, id)
    local stream = queue.streams[priority]
    redis.call('XACK', stream, GROUP, id)
    redis.call('XDEL', stream, id)
    local published = queue.name == 'default' and priority == 'normal'
    if not published and redis.call('XLEN', stream) == 0 then redis.call('DEL', stream) end
end

-- All that is left of the item goes, and what an emptied queue would leave behind.
local function take_out()
    if here then
        leave(here)
        drop_entry(here, item.priority, item.entry)
    end
    redis.call('HDEL', ITEMS, post)
    for _, queue in ipairs(queues) do
        if redis.call('EXISTS', queue.waiting, queue.deadlines) == 0 then redis.call('SREM', QUEUES, queue.name) end
    end
end

-- The item gets the places that follow from its record and its claim.
local function restore(queue)
    local stream = queue.streams[item.priority]
    redis.call('SADD', QUEUES, queue.name)
    if claim then
        local known = redis.call('ZSCORE', queue.deadlines, post)
        local deadline = claim.deciding and claim.deciding + tonumber(settle_after) or claim.expires_at
        if is_in_time(claim, known) then deadline = known end
        leave(queue)
        redis.call('ZADD', queue.deadlines, deadline, post)
        if not is_listed(claim.moderator, post) then add_holding(claim.moderator, post, claim.generation) end
        in_group(stream, { 'XCLAIM', stream, GROUP, CONSUMER, 0, item.entry, 'FORCE', 'JUSTID' })
    else
        leave(queue)
        redis.call('XACK', stream, GROUP, item.entry)
        into_line(post, item, queue)
        announce(queue.name, 1)
    end
end

-- An entry that is no item's goes by itself.
local queue_name, priority, id = string.match(detail, '^(%S+) (%S+) (%S+)$')
local stray_in = queue_name and by_name[queue_name]
if stray_in then
    if not is_entry_of(item, stray_in, priority, id) then drop_entry(stray_in, priority, id) end
    return { 'sound' }
end

-- Holdings that are none go first: the place of a holding among others follows from their claims.
if detail ~= '' then tidy(detail) end
if post == '' then return { 'sound' } end
if claim then tidy(claim.moderator) end
for _, queue in ipairs(queues) do
    if queue ~= here then leave(queue) end
end
if not stays then
    take_out()
    return { 'out' }
end
if flaw_of(post, item, claim, here) then restore(here) end
return { 'sound' }
