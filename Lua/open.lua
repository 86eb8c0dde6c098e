#!lua flags=allow-oom
-- open: says that this Redis serves a client in an epoch, and lets generations start above all earlier ones.
--
-- Why one script: epoch and generation must rise together, or a claim could be minted with a generation that
-- an earlier epoch already used, and the fence would let two holders through (G9). It writes two numbers, so it
-- may run at maxmemory: without it nothing could be acknowledged, and nothing freed.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 epoch, from MongoDB's record of the client, where it only rises
-- Reply { 'ok', epoch }  the epoch in force, which is higher than the one given if another server was faster
-- Cost  O(1)
-- @include shared

local epoch = tonumber(ARGV[1])
local known = tonumber(redis.call('HGET', CLIENT, 'epoch') or 0)
if epoch > known then
    redis.call('HSET', CLIENT, 'epoch', whole(epoch), 'generation', whole(epoch * GENERATIONS))
    known = epoch
end
if redis.call('EXISTS', STREAMS.normal) == 0 then
    redis.call('XGROUP', 'CREATE', STREAMS.normal, GROUP, '0', 'MKSTREAM')
end
return { 'ok', whole(known) }
