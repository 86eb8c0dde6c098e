#!lua flags=no-writes
-- look: what Redis knows of some items, without changing anything.
--
-- Why one script: item and claim are two records, and read one after the other they could belong to two different
-- moments, such as a claim without its item.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 epoch, then post_ids
-- Reply { 'epoch', known or '' }
--       { 'ok', one answer for each post_id }  false where the item is not here, else
--         { round, queue, deliveries, generation, moderator, claimed_at, expires_at }; the first three while
--           nobody holds it
-- Cost  O(1) an item
-- @include shared

local mismatch = epoch_mismatch(ARGV[1])
if mismatch then return mismatch end
local now = server_time()
local answers = {}
for i = 2, #ARGV do
    local item, claim = item_of(ARGV[i]), claim_on(ARGV[i])
    if not item then
        answers[#answers + 1] = false
    elseif is_live(claim, now) then
        answers[#answers + 1] = {
            item.round, item.queue, item.deliveries or 1, claim.generation, claim.moderator, claim.claimed_at,
            claim.expires_at,
        }
    else
        answers[#answers + 1] = { item.round, item.queue, item.deliveries or 0 }
    end
end
return { 'ok', answers }
