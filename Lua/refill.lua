#!lua flags=allow-oom
-- refill: says how far the stream of results is known to be whole, and who makes it so.
--
-- Why one script: what is noted must be of the epoch in force, and by whoever has the lease. A Redis that loses data begins
-- another epoch, and forgets with what it lost how far its results were whole: the note stands in the client's hash, and was
-- written behind the results that it is about.
--
-- Results get into the stream once, whoever adds them (acknowledge). The lease only saves work.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 epoch  2 name of the server  3 lease (ms)  4 the number in MongoDB's log up to which the stream has all results,
--       or ''  5 '1' where that is all that was decided before this epoch
-- Reply { 'epoch', known or '' }
--       { 'whole' }        nothing is missing in this epoch
--       { 'taken' }        another server is at it
--       { 'ok', number or '', epoch }  the lease is the caller's, and all up to this number is there
-- Cost  O(1)
-- @include shared

local epoch, name, lease, number, is_all = unpack(ARGV, 1, 5)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local in_force = string.match(epoch, '^%d+')
local known = redis.call('HMGET', CLIENT, 'results_to', 'results_in', 'refiller', 'refiller_until')
if known[2] == in_force then return { 'whole' } end
local now = server_time()
if known[3] and known[3] ~= name and tonumber(known[4]) > now then return { 'taken' } end
if number ~= '' then redis.call('HSET', CLIENT, 'results_to', number) end
if is_all == '1' then
    redis.call('HSET', CLIENT, 'results_in', in_force)
    redis.call('HDEL', CLIENT, 'refiller', 'refiller_until')
    return { 'whole' }
end
redis.call('HSET', CLIENT, 'refiller', name, 'refiller_until', whole(now + tonumber(lease)))
return { 'ok', number ~= '' and number or known[1] or '', epoch }
