#!lua flags=allow-oom
-- acknowledge: ends an item whose decision MongoDB has stored, and publishes the result.
--
-- Why one script: the item's end and its result must be one step, or a crash between them would lose the result or
-- publish it twice (G5), or hand out a decided item (G3). It frees more than it adds, so it runs at maxmemory.
--
-- The decision is final when this runs, so it needs no claim to be valid: whatever state the item is in, the
-- decided round leaves. Repeating it is harmless: without the item nothing is published again, unless
-- the decision was made in an earlier epoch; then the result may have gone with what Redis lost, and is looked for among the
-- newest ones. Whoever comes late with such a decision looks further back first, outside of a script.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 round  4 queue  5 epoch of the decision  6 results kept (ms)
--       7 decision_id  8 outcome  9 moderator  10 decided_at (RFC 3339)  11 decision (JSON text)
-- Reply { 'epoch', known or '' }
--       { 'moved', queue }  the item is in another queue now: call again with that queue's keys
--       { 'acknowledged', id of the result's entry }
--       { 'already' }       acknowledged before
-- Cost  O(log n); of a decision of an earlier epoch, a look at the newest thousand results
-- @include shared
-- @include remove

local RECENT = 1000

local function is_published(decision_id)
    for _, entry in ipairs(redis.call('XREVRANGE', RESULTS, '+', '-', 'COUNT', RECENT)) do
        if entry[2][2] == decision_id then return true end
    end
    return false
end

local epoch, post, round, queue, decided_in, kept = unpack(ARGV, 1, 6)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local item = record(ITEMS, post)
local present = item and item.round == tonumber(round)
if present and item.queue ~= queue then return { 'moved', item.queue } end
local is_of_this_epoch = decided_in == string.match(epoch, '^%d+')
if not present and is_of_this_epoch then return { 'already' } end

local now = server_time()
if present then remove_item(post, item, queue) end
local publisher_until = tonumber(redis.call('HGET', CLIENT, 'publisher_until') or 0)
if publisher_until > now then
    redis.call('SADD', SETTLED, post .. ':' .. round)
elseif publisher_until > 0 then
    -- Left by a publisher that died: publish refuses whatever it read, so nobody asks for this any more.
    redis.call('DEL', SETTLED)
end
if not is_of_this_epoch and is_published(ARGV[7]) then return { 'already' } end
local oldest = whole(math.max(0, now - tonumber(kept)))
local id = redis.call('XADD', RESULTS, 'MINID', '~', oldest, '*',
    'decision_id', ARGV[7], 'post_id', post, 'round', round, 'outcome', ARGV[8],
    'moderator', ARGV[9], 'decided_at', ARGV[10], 'decision', ARGV[11])
announce('+results', 1)
return { 'acknowledged', id }
