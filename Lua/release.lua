#!lua flags=allow-oom
-- release: ends a claim before its time and puts the item back at its old due time, or to the supervisors when as many
-- moderators as the client allows have released it.
--
-- Why one script: the claim's end and the item's place in line must be one step, or a crash between them would
-- leave an item that nobody holds and nobody can claim (G4). It frees a claim, so it runs at maxmemory.
--
-- Whoever released an item is not handed it again in its round. A claim that a supervisor takes back counts neither as
-- released by its holder nor as expired.
--
-- KEYS  see shared, then elsewhere
-- ARGV  1 epoch  2 post_id  3 moderator  4 generation named, '' or '-', as for decide  5 queue
--       6 releases before an item is escalated  7 '1' where the caller may end anyone's claim
-- Reply { 'epoch', known or '' }
--       { 'absent' }
--       { 'moved', queue }
--       { 'done' | 'damaged', now, round, queue, generation, moderator, claimed_at, expires_at }  of the claim that ended,
--                  and where the item is now; damaged: its entry was gone, and it is to be published again
--       { 'deciding', round }  a decision under this claim is under way
--       { 'claim_lost' | 'not_claimed' | 'superseded', … }  as for decide
-- Cost  O(log n)
-- @include shared
-- @include return
-- @include remove
-- @include holding
-- @include elsewhere
-- @include handback

local epoch, post, moderator, named, queue, most, anyone = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local item, known, elsewhere = standing(post, queue, now)
if not item then return elsewhere end
local claim, refusal = claim_of(item, known, moderator, named, now)
local ended = 'released'
if not claim and anyone == '1' then
    if is_live(known, now) and (named == '' or named == known.generation) then claim, ended = known, 'taken' end
end
if not claim then return refusal end
if claim.deciding then return { 'deciding', item.round } end

return hand_back(post, item, claim, ended, function(returned)
    return returned.queue ~= 'escalated' and #(returned.released or {}) >= tonumber(most)
end, now)
