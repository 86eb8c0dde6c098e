#!lua flags=allow-oom
-- reopen: takes back a decision that never reached MongoDB. The claim is what it was before; if its lease is over, it is
-- returned to the line like any other.
--
-- Why one script: that the decision is still the one given up, and that the claim goes on, must be one step, or a newer
-- decision would be taken back. The caller has put a fence above this token into MongoDB's document, so a process that
-- wakes up late with the old decision writes nothing (G9); the claim gets a new token, by which its holder can decide
-- again. It rewrites a record in place, so it runs at maxmemory.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 queue  4 token given up
-- Reply { 'epoch', known or '' }
--       { 'ok' }
--       { 'unchanged' }  it is not being decided under that token any more
--       { 'moved', queue }
-- Cost  O(log n)
-- @include shared
-- @include holding

local epoch, post, queue, token = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local item, claim, elsewhere = standing(post, queue, server_time())
if not item then return elsewhere[1] == 'absent' and { 'unchanged' } or elsewhere end
if not claim or not claim.deciding or token_of(claim) ~= token then return { 'unchanged' } end
claim.deciding, claim.token = nil, whole(redis.call('HINCRBY', CLIENT, 'generation', 1))
save(CLAIMS, post, claim)
redis.call('ZADD', DEADLINES, claim.expires_at, post)
return { 'ok' }
