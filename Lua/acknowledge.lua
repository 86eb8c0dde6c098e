#!lua flags=allow-oom
-- acknowledge: ends an item whose decision MongoDB has stored, and publishes the result.
--
-- Why one script: the item's end and its result must be one step, or a crash between them would lose the result or
-- publish it twice (G5), or hand out a decided item (G3). It frees more than it adds, so it runs at maxmemory.
--
-- The decision is final when this runs, so it needs no claim to be valid: whatever state the item is in, the decided round
-- leaves. A round that stands here, and was decided in this epoch, has no result yet. Of any other nobody knows: its
-- acknowledgement may be a repeated one, the round may have left for a newer one, and what an earlier epoch published may
-- be lost or not. Then the result is added only where it is not there, and both is one step, so that servers that do the same at
-- once add it once. A script looks at few entries; the caller looks at the others first, and says how far.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 post_id  3 round  4 queue  5 epoch of the decision  6 results kept (ms)
--       7 decision_id  8 outcome  9 moderator  10 decided_at (RFC 3339)  11 decision (JSON text)
--       12 epoch in which the caller has looked at the results, as `look` gave it, or ''
--       13 the entry up to which it looked and did not find this one; '+' where it found it; '' where it has not looked
-- Reply { 'epoch', known or '' }
--       { 'moved', queue }  the item is in another queue now: call again with that queue's keys
--       { 'look', id, epoch }  look at the results up to this entry, and call again; nothing was written
--       { 'acknowledged', id of the result's entry }
--       { 'already' }       published before
-- Cost  O(log n); where nobody knows, a look at the newest 100 results
-- @include shared
-- @include remove

local RECENT = 100

-- Whether the result is among those behind the entry that the caller has looked at, or, where it has not, among all; nil where
-- these are too many.
local function is_published(decision_id, looked_to)
    if looked_to == '+' then return true end
    local from = looked_to == '' and '-' or '(' .. looked_to
    local entries = redis.call('XREVRANGE', RESULTS, '+', from, 'COUNT', RECENT + 1)
    for _, entry in ipairs(entries) do
        if entry[2][2] == decision_id then return true end
    end
    if #entries > RECENT then return nil, entries[1][1] end
    return false
end

local epoch, post, round, queue, decided_in, kept = unpack(ARGV, 1, 6)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
-- An item that is lost was not acknowledged: its result would never go out.
local item, _, lost = parts_of(post)
local anew = lost and begin_anew(lost, now)
if anew then return anew end
local present = item and item.round == tonumber(round)
if present and item.queue ~= queue then return { 'moved', item.queue } end

local published, newest = false, nil
if not present or decided_in ~= string.match(epoch, '^%d+') then
    published, newest = is_published(ARGV[7], ARGV[12] == epoch and ARGV[13] or '')
    if newest then return { 'look', newest, epoch } end
end

if present then remove_item(post, item, queue) end
local publisher, ended = publisher_at(now)
if publisher then
    redis.call('SADD', SETTLED, post .. ':' .. round)
elseif ended ~= 0 then
    -- Left by a publisher that died: publish refuses whatever it read, so nobody asks for this any more.
    redis.call('DEL', SETTLED)
end
if published then return { 'already' } end
local oldest = whole(math.max(0, now - tonumber(kept)))
local id = redis.call('XADD', RESULTS, 'MINID', '~', oldest, '*',
    'decision_id', ARGV[7], 'post_id', post, 'round', round, 'outcome', ARGV[8],
    'moderator', ARGV[9], 'decided_at', ARGV[10], 'decision', ARGV[11])
announce('+results', 1)
return { 'acknowledged', id }
