#!lua flags=allow-oom
-- decide: verifies that the caller may decide an item, and holds it back from everyone until the decision is
-- stored, or known not to be.
--
-- Why one script: between "the caller holds it" and "nobody else gets it while MongoDB is asked" the claim could
-- expire and be handed out, and two people would decide one item (G2, G9). It adds a few bytes to a record that
-- acknowledge will free, so it runs at maxmemory.
--
-- Repeating it is harmless: the holder gets the same answer, and MongoDB's filter takes one decision only.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 moderator  4 generation named by the caller: a number, '' if none was named,
--       '-' if what was named is no claim of this moderator  5 settle after (ms)  6 queue
-- Reply { 'epoch', known or '' }
--       { 'absent' }                the item is not in Redis: ask MongoDB
--       { 'moved', queue }          the item is in another queue now: call again with that queue's keys
--       { 'deciding', round, generation }
--       { 'claim_lost' | 'not_claimed', moderator or '', claimed_at or 0, expires_at or 0 }  who holds it now
-- Cost  O(log n)
-- @include shared

local epoch, post, moderator, named, settle_after, queue = unpack(ARGV)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local item = record(ITEMS, post)
if not item then return { 'absent' } end
if item.queue ~= queue then return { 'moved', item.queue } end

local now = server_time()
local claim = record(CLAIMS, post)
local past = item.past or {}

local function names(generation)
    return named == '' or named == generation
end

local function refuse()
    local code = (claim and claim.moderator == moderator) and 'claim_lost' or 'not_claimed'
    for _, former in ipairs(past) do
        if former.moderator == moderator then code = 'claim_lost' end
    end
    if not is_live(claim, now) then return { code, '', 0, 0 } end
    return { code, claim.moderator, claim.claimed_at, claim.expires_at }
end

local regained = false
if not claim then
    -- Nobody claimed it since the caller's own claim expired: the caller still decides, under the same
    -- generation, which is still the item's newest.
    local last = past[#past]
    if not (last and last.moderator == moderator and last.ended == 'expired' and names(last.generation)) then
        return refuse()
    end
    claim = { generation = last.generation, moderator = moderator, claimed_at = now, expires_at = now }
    regained = true
elseif claim.moderator ~= moderator or not names(claim.generation) then
    return refuse()
end

if regained then
    local stream = STREAMS[item.priority]
    in_group(stream, { 'XCLAIM', stream, GROUP, CONSUMER, 0, item.entry, 'FORCE', 'JUSTID' })
    redis.call('ZREM', WAITING, post)
    add_holding(moderator, post)
end
if not claim.deciding then
    claim.deciding = now
    save(CLAIMS, post, claim)
    redis.call('ZADD', DEADLINES, now + tonumber(settle_after), post)
end
return { 'deciding', item.round, claim.generation }
