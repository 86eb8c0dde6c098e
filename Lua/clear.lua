#!lua flags=allow-oom
-- clear: frees what a closed line still takes, results aside.
--
-- Why one script: it must see that the line is still closed for this epoch, or it would take items out of one that somebody
-- has opened meanwhile (G4). It frees, so it runs at maxmemory.
--
-- KEYS  as for open
-- ARGV  1 the epoch that the client was closed for  then the names of the queues that hold an item, here or beside
-- Reply { 'ok' }
--       { 'epoch', known or '' }  the client is not closed for this epoch; nothing was freed
--       { 'queues', names }       there are other queues here than those named; nothing was freed
-- Cost  O(queues); what goes is freed behind the scenes
-- @include shared
-- @include beside

local known = redis.call('HGET', CLIENT, 'epoch') or ''
if string.match(known, '^-%d+') ~= '-' .. string.match(ARGV[1], '^%d+') then return { 'epoch', known } end
local queues, missing = queues_named(2)
if missing then return { 'queues', missing } end
empty(queues)
empty_beside(queues)
redis.call('HDEL', CLIENT, 'publisher', 'publisher_until')
return { 'ok' }
