#!lua flags=allow-oom
-- unclaim: takes back that an answer showed a claim, because whoever asked for it had gone; undoes the claim if no other
-- answer has shown it.
--
-- Why one script: that nobody was told of the claim, that it is still the item's and that the item is in line again must be
-- one step, or a claim shown or made since, or a decision that has begun, would be taken away. It is as if the claim had never
-- been: the item has its old place, the delivery is not counted, nobody is remembered. Only the generation stays used up,
-- since a generation is given out once. It frees, so it runs at maxmemory.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 queue  4 generation of the claim
-- Reply { 'epoch', known or '' }
--       { 'ok' }         in line again
--       { 'shown' }      other answers have shown it: it stands
--       { 'unchanged' }  it is not claimed under that generation any more, or is being decided
--       { 'moved', queue }
-- Cost  O(log n)
-- @include shared
-- @include return

local epoch, post, queue, generation = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local item, claim, lost = parts_of(post)
local anew = lost and begin_anew(lost, server_time())
if anew then return anew end
if not item or not claim or claim.deciding or claim.generation ~= generation then return { 'unchanged' } end
if item.queue ~= queue then return { 'moved', item.queue } end

local shown = claim.shown or 1
if shown >= SHOWN_FOR_GOOD then return { 'shown' } end
if shown > 1 then
    claim.shown = shown - 1
    save(CLAIMS, post, claim)
    return { 'shown' }
end
drop_claim(post, item, claim)
item.deliveries = math.max((item.deliveries or 0) - 1, 0)
into_line(post, item, HERE)
announce(queue, 1)
return { 'ok' }
