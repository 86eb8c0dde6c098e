#!lua flags=allow-oom
-- shelve: takes waiting items out of Redis that go on waiting in MongoDB, because they waited here for too long or there
-- are too many.
--
-- Why one script: that nobody holds an item and that it is out must be one step, or a claim made in between would be
-- lost (G4). MongoDB has noted before this runs that the items are on the shelf, so that a crash on either side of it
-- loses nothing: at worst an item is on the shelf and in line, and is found present when it comes back.
--
-- Only the holder of the publisher's lease may: otherwise another server could bring an item back, note that, and have it
-- taken out again here. It frees, so it runs at maxmemory.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 queue  3 publisher, then for each item: post_id, round
-- Reply { 'epoch', known or '' }
--       { 'late', now }  the lease is over; nothing was taken out
--       { 'ok', now, one answer an item }  what publish is to be given when it comes back, or '', or false where it is
--         claimed, in another round or queue, or not here, and so stays as it is
-- Cost  O(log n) an item
-- @include shared
-- @include remove
-- @include carried

local epoch, queue, publisher = unpack(ARGV, 1, 3)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
if publisher_at(now) ~= publisher then return { 'late', now } end

local answers = {}
for i = 4, #ARGV, 2 do
    local post, round = ARGV[i], tonumber(ARGV[i + 1])
    local item = item_of(post)
    local waits = item and item.round == round and item.queue == queue and redis.call('HEXISTS', CLAIMS, post) == 0
    answers[#answers + 1] = waits and of_item(item) or false
    if waits then remove_item(post, item, queue) end
end
return { 'ok', now, answers }
