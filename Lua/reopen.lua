#!lua flags=allow-oom
-- reopen: puts an item back into line whose decision never reached MongoDB.
--
-- Why one script: that the decision is still the one given up, and that the item is in line again, must be one step,
-- or a newer claim would be taken away. The caller has put a fence above this generation into MongoDB's document, so
-- a process that wakes up late with the old decision writes nothing (G9); that is why its holder can no longer
-- decide, and is remembered as fenced and not as expired.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 queue  4 generation given up
-- Reply { 'epoch', known or '' }
--       { 'ok' }         in line again
--       { 'unchanged' }  it is not being decided under that generation any more
--       { 'moved', queue }
-- Cost  O(log n)
-- @include shared
-- @include return

local epoch, post, queue, generation = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local item, claim = record(ITEMS, post), record(CLAIMS, post)
if not item or not claim or not claim.deciding or claim.generation ~= generation then return { 'unchanged' } end
if item.queue ~= queue then return { 'moved', item.queue } end
give_back(post, item, claim, 'fenced')
return { 'ok' }
