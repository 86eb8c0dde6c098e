#!lua flags=allow-oom
-- expire: returns the expired claims of one queue, escalates what nobody finishes, and gives the caller the decisions
-- that are overdue.
--
-- Why one script: that a claim is over and that its item is in line again must be one step, judged by this
-- server's clock; otherwise a claim that was just renewed or decided could be taken away. It frees claims, so it runs
-- at maxmemory too.
--
-- A decision that did not get through in time is given to one caller at a time: its deadline moves on by
-- `again`, and whoever asks then is next. Nothing of it is undone here: only MongoDB knows whether it was stored.
--
-- KEYS  see shared, then elsewhere
-- ARGV  1 epoch  2 queue  3 limit (deadlines looked at)  4 again (ms)  5 expired claims before an item is escalated
-- Reply { 'epoch', known or '' }
--       { 'ok', now, ended, overdue, damaged }
--         ended    flat: post_id, round, moderator, generation, expires_at, 1 if the item was escalated, else 0
--         overdue  flat: post_id, round, token
--         damaged  post_ids of which nothing is left but the deadline, or that were to be escalated and whose entry is gone:
--                  to be published again
-- Cost  O(log n) a deadline looked at
-- @include shared
-- @include return
-- @include remove
-- @include elsewhere
-- @include holding

local epoch, queue = ARGV[1], ARGV[2]
local limit, again, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()

local ended, posts, damaged = return_expired(queue, now, limit, most, move_to_escalated)
local overdue = {}
for _, post in ipairs(posts) do
    local claim, item = claim_on(post), item_of(post)
    redis.call('ZADD', DEADLINES, now + again, post)
    for _, value in ipairs({ post, item.round, token_of(claim) }) do
        overdue[#overdue + 1] = value
    end
end
return { 'ok', now, ended, overdue, damaged }
