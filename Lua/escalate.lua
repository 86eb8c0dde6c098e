#!lua flags=allow-oom
-- escalate: ends a claim and moves its item to the queue of the supervisors, at its old due time.
--
-- Why one script: out of one queue and into the other must be one step, or the item would be in both, or in none (G1,
-- G4). It frees what it adds, so it runs at maxmemory.
--
-- What is in that queue already stays there, for another supervisor: then this is a release.
--
-- KEYS  see shared, then elsewhere
-- ARGV  1 epoch  2 post_id  3 moderator  4 generation named, '' or '-', as for decide  5 queue
-- Reply as for release
-- Cost  O(log n)
-- @include shared
-- @include return
-- @include remove
-- @include holding
-- @include elsewhere
-- @include handback

local epoch, post, moderator, named, queue = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local item, known, elsewhere = standing(post, queue, now)
if not item then return elsewhere end
local claim, refusal = claim_of(item, known, moderator, named, now)
if not claim then return refusal end
if claim.deciding then return { 'deciding', item.round } end

local ended = item.queue == 'escalated' and 'released' or 'escalated'
return hand_back(post, item, claim, ended, function(returned) return returned.queue ~= 'escalated' end, now)
