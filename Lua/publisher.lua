#!lua flags=allow-oom
-- publisher: takes, renews or ends the lease under which pending items are read from MongoDB and published.
--
-- Why one script: the lease and the memory of what was acknowledged under it must begin and end together. With the
-- lease valid, acknowledge remembers every item it ends, so that publish refuses an item that was read as pending
-- just before its decision (G3). At most one publisher holds it, so the memory is bounded by what is
-- decided while one is at work, and a lease that lapsed is refused by publish.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 epoch  2 publisher: a name unique to this run  3 lease (ms), 0 ends it
-- Reply { 'epoch', known or '' }
--       { 'ok', now }
--       { 'taken', now }  another publisher is at work
-- Cost  O(1); ending or taking it, O(items acknowledged under it)
-- @include shared

local epoch, publisher, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local valid = publisher_at(now)
if valid and valid ~= publisher then return { 'taken', now } end
-- A lease that lapsed has holes in its memory: what was read under it counts no more.
if not valid and redis.call('HGET', CLIENT, 'publisher') == publisher then return { 'taken', now } end

if lease == 0 then
    -- One of another that lapsed stays, so that its name is still refused.
    if valid then
        redis.call('HDEL', CLIENT, 'publisher', 'publisher_until')
        redis.call('DEL', SETTLED)
    end
else
    if not valid then redis.call('DEL', SETTLED) end
    redis.call('HSET', CLIENT, 'publisher', publisher, 'publisher_until', whole(now + lease))
end
return { 'ok', now }
