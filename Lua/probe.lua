#!lua flags=allow-oom
-- probe: does once what every claim asks of a Redis, and leaves next to nothing.
--
-- Why one script: Redis refuses a script as a whole where it may not write (a replica, too few replicas, a disk that is full) or
-- where its user may not. So this one is refused when claims are, which a PING is not. A Redis that is merely full lets it pass,
-- as it lets decisions pass, which free it.
--
-- KEYS  1 moderation-probe-{~probe}  string, under a tag that no client can have
-- ARGV  1 who asks, to be seen there
-- Reply now, in ms
-- Cost  O(1); the key goes by itself a minute after the last call
local key = KEYS[1]
redis.call('SET', key, ARGV[1], 'EX', 60)
local t = redis.call('TIME')
return t[1] * 1000 + math.floor(t[2] / 1000)
