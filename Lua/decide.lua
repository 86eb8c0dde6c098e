#!lua flags=allow-oom
-- decide: verifies that the caller may decide an item, and holds it back from everyone until the decision is
-- stored, or known not to be.
--
-- Why one script: between "the caller holds it" and "nobody else gets it while MongoDB is asked" the claim could
-- expire and be handed out, and two people would decide one item (G2, G9). It adds a few bytes to a record that
-- acknowledge will free, so it runs at maxmemory.
--
-- A claim that expired goes on as if it had not, so that a decision that does not get through costs it no further expiry. One
-- from before a loss counts as one that expired, as long as nobody has claimed the item since: then it is taken out of line
-- again.
--
-- Repeating it is harmless: the holder gets the same answer, and MongoDB's filter takes one decision only.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 moderator  4 generation named by the caller: a number, '' if none was named,
--       '-' if what was named is no claim of this moderator  5 settle after (ms)  6 queue
--       7 generation and 8 round of a claim from before a loss of data that the caller is known to have had, or ''
-- Reply { 'epoch', known or '' }
--       { 'absent' }                the item is not in Redis: ask MongoDB
--       { 'moved', queue }          the item is in another queue now: call again with that queue's keys
--       { 'deciding', round, generation, token }  the claim's generation, and the number for MongoDB's filter
--       { 'claim_lost' | 'not_claimed', moderator or '', claimed_at or 0, expires_at or 0 }  who holds it now
--       { 'superseded', round, queued_at (ms) }  the caller held it in the round that this one replaced
-- Cost  O(log n)
-- @include shared
-- @include holding

-- Whether nobody has claimed the item in this epoch.
local function is_untouched(item, claim, epoch)
    if claim then return false end
    local first = tonumber(string.match(epoch, '^%d+')) * GENERATIONS
    for _, former in ipairs(item.past or {}) do
        if tonumber(former.generation) >= first then return false end
    end
    return true
end

local epoch, post, moderator, named, settle_after, queue, lost, lost_round = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local item, known, elsewhere = standing(post, queue, now)
if not item then return elsewhere end
local claim, refusal = claim_of(item, known, moderator, named, now)
if not claim and lost ~= '' and item.round == tonumber(lost_round) and is_untouched(item, known, epoch) then
    claim = {
        generation = lost, moderator = moderator, claimed_at = now, expires_at = now + tonumber(settle_after),
        returned = true,
    }
    -- Before the loss.
    item.deliveries = (item.deliveries or 0) + 1
    save(ITEMS, post, item)
end
if not claim then return refusal end
if claim.returned then regain(post, item, claim) end
if not claim.deciding then
    claim.deciding = now
    save(CLAIMS, post, claim)
    redis.call('ZADD', DEADLINES, now + tonumber(settle_after), post)
end
return { 'deciding', item.round, claim.generation, token_of(claim) }
