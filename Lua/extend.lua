#!lua flags=allow-oom
-- extend: renews a claim for the client's lease, up to the longest hold.
--
-- Why one script: to see that the claim still counts and to move its deadline must be one step, or a claim that expires
-- in between would be given to two (G1). It rewrites a record in place, so it runs at maxmemory: nobody
-- should lose an item because Redis is full.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 moderator  4 generation named, '' or '-', as for decide  5 queue  6 lease (ms)
--       7 longest hold (ms), counted from the claim's beginning
-- Reply { 'epoch', known or '' }
--       { 'absent' }
--       { 'moved', queue }
--       { 'done' | 'max_hold_reached', now, round, queue, generation, moderator, claimed_at, expires_at }
--       { 'deciding', round }  a decision under this claim is under way
--       { 'claim_lost' | 'not_claimed' | 'superseded', … }  as for decide
-- Cost  O(log n)
-- @include shared
-- @include holding

local epoch, post, moderator, named, queue, lease, longest = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local item, known, elsewhere = standing(post, queue, now)
if not item then return elsewhere end
local claim, refusal = claim_of(item, known, moderator, named, now)
if not claim then return refusal end
if claim.deciding then return { 'deciding', item.round } end

local last = claim.claimed_at + tonumber(longest)
local answer = 'done'
if last <= now or last <= claim.expires_at then
    answer = 'max_hold_reached'
else
    if claim.returned then regain(post, item, claim) end
    claim.shown = SHOWN_FOR_GOOD
    claim.expires_at = math.max(claim.expires_at, math.min(now + tonumber(lease), last))
    save(CLAIMS, post, claim)
    redis.call('ZADD', DEADLINES, claim.expires_at, post)
end
return {
    answer, now, item.round, item.queue, claim.generation, claim.moderator, claim.claimed_at, claim.expires_at,
}
