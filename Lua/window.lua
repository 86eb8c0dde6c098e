#!lua flags=no-writes
-- window: how much of a client is in Redis, and what stands last in one queue's line.
--
-- Why one script: sizes and the end of the line must be of one moment. It changes nothing; shelve looks again.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 limit (items of the line's end)
-- Reply { 'epoch', known or '' }
--       { 'ok', now, items of the client, waiting in this queue, claimed in this queue,
--         flat: post_id, round, due_at (ms), the last first }
-- Cost  O(log n + limit)
-- @include shared

local epoch, limit = ARGV[1], tonumber(ARGV[2])
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local tail = {}
for _, post in ipairs(limit > 0 and redis.call('ZREVRANGE', WAITING, 0, limit - 1) or {}) do
    local item = item_of(post)
    if item then
        for _, value in ipairs({ post, item.round, item.due_at }) do tail[#tail + 1] = value end
    end
end
return {
    'ok', now, redis.call('HLEN', ITEMS), redis.call('ZCARD', WAITING), redis.call('ZCARD', DEADLINES), tail,
}
