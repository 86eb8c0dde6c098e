#!lua flags=allow-oom
-- filled: says that all that waited when the client's epoch began stands in line again.
--
-- Why one script: `open` begins an epoch with the claims that stand and nothing else, and says so (`filling`), since an empty
-- answer would be no honest one until the rest is put into line. The mark ends in the epoch in which it was made: whoever
-- filled the one before must not end it (contract: G10). It frees a field, so it runs at maxmemory.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 epoch
-- Reply { 'epoch', known or '' }
--       { 'ok' }
-- Cost  O(1)
-- @include shared

local mismatch = epoch_mismatch(ARGV[1])
if mismatch then return mismatch end
redis.call('HDEL', CLIENT, 'filling')
return { 'ok' }
