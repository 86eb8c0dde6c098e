#!lua flags=allow-oom
-- leave: ends a client's stay in this Redis, for one of its queues. The client is served elsewhere.
--
-- Why one script: without its epoch a client can't be served here, not even by a server that does not know yet that it has
-- gone, and what it had in line goes in the same step, so that nothing of it can be taken for the truth later. It frees
-- memory, so it may run at maxmemory.
--
-- KEYS  see shared
-- ARGV  1 the epoch from which the client is served elsewhere  2 queue
-- Reply { 'ok' }    nothing is left of the queue, and nobody is served
--       { 'back' }  the client has come back since, in a later epoch: nothing was changed
-- Cost  O(1); memory is given back aside
-- @include shared

local known = tonumber(redis.call('HGET', CLIENT, 'epoch') or 0)
if known >= tonumber(ARGV[1]) then return { 'back' } end
-- What the stream into ingestion needs stays with it; so do results.
redis.call('HDEL', CLIENT, 'epoch', 'generation', 'publisher', 'publisher_until')
redis.call('UNLINK', ITEMS, CLAIMS, HOLDERS, SETTLED, WAITING, DEADLINES, AVOIDED, STREAMS.urgent, STREAMS.high,
    STREAMS.normal, STREAMS.low)
redis.call('SREM', QUEUES, ARGV[2])
return { 'ok' }
