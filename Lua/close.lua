#!lua flags=allow-oom
-- close: ends what this Redis serves of a client, so that its line can begin anew in a later epoch, here or elsewhere, and
-- gives the claims that stand, which the new line takes over.
--
-- Why one script: between "nothing is handed out any more" and "these are the claims" no claim may come or go, or the new
-- line would give an item to a second person (G1), or take a claim from who holds it. It writes a few bytes, so it runs at
-- maxmemory.
--
-- Everything but the epoch stays as it is, so that it can be called again by whoever goes on where a caller died: same
-- epoch, same claims. From here on every script answers `epoch`, until `open` begins the later one.
--
-- The mark that it leaves is the caller's own, and of this process. `open` asks for it, so that an epoch begins once: not by a
-- caller who stalled while another one opened it and Redis lost it again, or went back to where it was closed, for what stood in
-- line then would stay out for ever (G4).
--
-- What a Redis that was emptied or has gone back, or another process, knows of claims may not be all. That is noted until the line begins
-- anew, as whoever closes it next finds no other sign of it.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 the later epoch  2 the caller's mark, used once
-- Reply { 'open', known }  this epoch, or a later one, was opened before; nothing was written
--       { 'closed', known or '', now, queues, held }
--         known   what stood in the place of the epoch before; '' where claims may be missing
--         queues  the names of those that hold an item
--         held    one array each: post_id, round, queue, generation, moderator, claimed_at, expires_at, and what is known
--                 of the item, as shelve gives it; oldest claim first
-- Cost  O(claims)
-- @include shared
-- @include carried

local later = tonumber(string.match(ARGV[1], '^%d+'))
local standing = redis.call('HMGET', CLIENT, 'epoch', 'generation')
local known = standing[1] or ''
local number = known == '' and 0 or tonumber(string.match(known, '^-?%d+'))
if number >= later or number < -later then return { 'open', known } end

local identity = '^%-?%d+@([^@]*)'
if known == '' or string.match(known, identity) ~= string.match(ARGV[1], identity) or has_gone_back(standing[2]) then
    redis.call('HSET', CLIENT, 'lost', 1)
end
if redis.call('HEXISTS', CLIENT, 'lost') == 1 then known = '' end

redis.call('HSET', CLIENT, 'epoch', '-' .. ARGV[1] .. '@' .. ARGV[2])
local held = {}
local claims = redis.call('HGETALL', CLAIMS)
for i = 1, #claims, 2 do
    local post, claim, item = claims[i], cjson.decode(claims[i + 1]), record(ITEMS, claims[i])
    if item then
        held[#held + 1] = {
            post, item.round, item.queue, claim.generation, claim.moderator, claim.claimed_at, claim.expires_at,
            of_item(item),
        }
    end
end
table.sort(held, function(a, b) return tonumber(a[4]) < tonumber(b[4]) end)
return { 'closed', known, server_time(), redis.call('SMEMBERS', QUEUES), held }
