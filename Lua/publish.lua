#!lua
-- publish: puts items of one queue and priority into line.
--
-- Why one script: whether the item is there already, its entry, its record and its place in line must agree, or
-- an item published twice would be handed out twice (G1), and one published half would never be (G4).
--
-- Who may publish: a publisher that reads pending items from MongoDB may have read an item just before its
-- decision. So either the caller names the instant after which its word is too old (the ingest of a new item,
-- which nobody else publishes until later), or it holds the publisher's lease, under which every acknowledged item is
-- remembered in `settled`. Everything else is refused, and stays pending in MongoDB.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 queue  3 priority  4 not after (ms of this server's clock, or '')  5 publisher (or '')
--       then for each item: post_id, round, queued_at (ms), due_at (ms), content, ai, metadata (JSON texts)
-- Reply { 'epoch', known or '' }  the client must be opened first; nothing was written
--       { 'late', now }           the word is too old; nothing was written
--       { 'ok', now, one answer an item }  queued; present (this round or a newer one is here); settled;
--         late (an older round is being decided, and its result must go out first);
--         elsewhere (an older round is in another queue: withdraw it there and call again)
-- Cost  O(log n) an item
-- @include shared
-- @include remove

local epoch, queue, priority, not_after, publisher = unpack(ARGV, 1, 5)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
if publisher ~= '' then
    local lease = redis.call('HMGET', CLIENT, 'publisher', 'publisher_until')
    if lease[1] ~= publisher or tonumber(lease[2]) <= now then return { 'late', now } end
elseif now > tonumber(not_after) then
    return { 'late', now }
end

local stream = STREAMS[priority]
local answers, of_one_due = {}, {}
for i = 6, #ARGV, 7 do
    local post, round, queued_at, due_at, content, ai, metadata = unpack(ARGV, i, i + 6)
    local present = record(ITEMS, post)
    -- Counted whatever becomes of the item, so that it is the same when the call is repeated.
    local nth = of_one_due[due_at] or 0
    of_one_due[due_at] = nth + 1
    if present and present.round >= tonumber(round) then
        answers[#answers + 1] = 'present'
    elseif publisher ~= '' and redis.call('SISMEMBER', SETTLED, post .. ':' .. round) == 1 then
        answers[#answers + 1] = 'settled'
    elseif present and (record(CLAIMS, post) or {}).deciding then
        answers[#answers + 1] = 'late'
    elseif present and present.queue ~= queue then
        answers[#answers + 1] = 'elsewhere'
    else
        if present then remove_item(post, present, queue) end
        local item = {
            round = tonumber(round), queue = queue, priority = priority,
            queued_at = tonumber(queued_at), due_at = tonumber(due_at), nth = nth > 0 and nth or nil,
        }
        if redis.call('EXISTS', stream) == 0 then
            redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
        end
        item.entry = redis.call('XADD', stream, '*', 'post_id', post, 'round', round,
            'content', content, 'ai', ai, 'metadata', metadata)
        save(ITEMS, post, item)
        redis.call('ZADD', WAITING, place_in_line(item), post)
        redis.call('SADD', QUEUES, queue)
        answers[#answers + 1] = 'queued'
    end
end
return { 'ok', now, answers }
