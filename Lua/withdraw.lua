#!lua flags=allow-oom
-- withdraw: takes an item out of Redis whose round is not pending any more, whoever holds it.
--
-- Why one script: entry, record, claim and place in line must go together, or something of the item would be handed
-- out, or stay for ever (G8). MongoDB's document has changed before this runs, so a decision that is under way
-- is refused there; this only clears up. It frees, so it runs at maxmemory.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 queue  4 round: this one and older ones go
-- Reply { 'epoch', known or '' }
--       { 'ok', carried }  out, or it was not here; what a newer round takes along, or ''
--       { 'moved', queue }
-- Cost  O(log n)
-- @include shared
-- @include remove
-- @include carried

local epoch, post, queue, round = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local item, _, lost = parts_of(post)
local anew = lost and begin_anew(lost, server_time())
if anew then return anew end
if not item or item.round > tonumber(round) then return { 'ok', '' } end
if item.queue ~= queue then return { 'moved', item.queue } end
local carried = replaced_by_newer(post, item)
remove_item(post, item, queue)
return { 'ok', carried }
