#!lua flags=allow-oom
-- close: ends what this Redis serves of a client, so that its line can begin anew in a later epoch, here or elsewhere. The
-- claims that stand are read behind it (`held`).
--
-- Why one script: from one step to the next nothing is handed out any more, whatever the epoch was, so that the claims that
-- are read then are those that stand, or the new line would give an item to a second person (G1), or take a claim from who
-- holds it. It writes a few bytes, so it runs at maxmemory.
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
--       { 'closed', known or '', now }
--         known   what stood in the place of the epoch before; '' where claims may be missing
-- Cost  O(1)
-- @include shared

local later = tonumber(string.match(ARGV[1], '^%d+'))
local standing = redis.call('HMGET', CLIENT, 'epoch', 'generation')
local number = epoch_number(standing[1])
local known = number and standing[1] or ''
number = number or 0
if number >= later or number < -later then return { 'open', known } end

local identity = '^%-?%d+@([^@]*)'
if known == '' or string.match(known, identity) ~= string.match(ARGV[1], identity) or has_gone_back(standing[2]) then
    redis.call('HSET', CLIENT, 'lost', 1)
end
if redis.call('HEXISTS', CLIENT, 'lost') == 1 then known = '' end
redis.call('HSET', CLIENT, 'epoch', '-' .. ARGV[1] .. '@' .. ARGV[2])
return { 'closed', known, server_time() }
