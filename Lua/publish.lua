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
--       6 most items of the client in Redis
--       then for each item: post_id, round, queued_at (ms), due_at (ms, and behind the point in 1/1024 how many with the same due
--       time came before it in calls for the same body), content, ai, metadata (JSON texts), and what
--       shelve or withdraw gave of it, or the journal of claims knows of it in the same form, or ''
-- Reply { 'epoch', known or '' }  the client must be opened first; nothing was written
--       { 'late', now }           the word is too old; nothing was written
--       { 'elsewhere', now, post_ids }  their older rounds are in other queues: withdraw them there and call again;
--                                 nothing was written
--       { 'ok', now, one answer an item }  queued; present (this round or a newer one is here); settled;
--         late (an older round is being decided, and its result must go out first); full (it waits in MongoDB)
-- Cost  O(log n) an item
-- @include shared
-- @include remove
-- @include carried

local epoch, queue, priority, not_after, publisher = unpack(ARGV, 1, 5)
local room = tonumber(ARGV[6]) - redis.call('HLEN', ITEMS)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
if publisher ~= '' then
    if publisher_at(now) ~= publisher then return { 'late', now } end
elseif now > tonumber(not_after) then
    return { 'late', now }
end

local function is_deciding(post)
    local claim = claim_on(post)
    return claim and claim.deciding
end

local function is_settled(post, round)
    return publisher ~= '' and redis.call('SISMEMBER', SETTLED, post .. ':' .. round) == 1
end

-- First of all: a call repeated for one item must not bring back another that was decided in between.
local known, elsewhere = {}, {}
for i = 7, #ARGV, 8 do
    local post, round = ARGV[i], ARGV[i + 1]
    local item, _, lost = parts_of(post)
    local anew = lost and begin_anew(lost, now)
    if anew then return anew end
    known[post] = item
    local is_older = item and item.round < tonumber(round) and item.queue ~= queue
    if is_older and not is_settled(post, round) and not is_deciding(post) then
        elsewhere[#elsewhere + 1] = post
    end
end
if #elsewhere > 0 then return { 'elsewhere', now, elsewhere } end

local stream = STREAMS[priority]
local answers, of_one_due, queued = {}, {}, 0
for i = 7, #ARGV, 8 do
    local post, round, queued_at, due_at, content, ai, metadata, carried = unpack(ARGV, i, i + 7)
    local present = known[post]
    if present and present.round >= tonumber(round) then
        answers[#answers + 1] = 'present'
    elseif is_settled(post, round) then
        answers[#answers + 1] = 'settled'
    elseif present and is_deciding(post) then
        answers[#answers + 1] = 'late'
    elseif not present and room <= 0 then
        answers[#answers + 1] = 'full'
    else
        if present then
            carried = replaced_by_newer(post, present)
            remove_item(post, present, queue)
        else
            room = room - 1
        end
        local due = math.floor(tonumber(due_at))
        local nth = math.max(of_one_due[due] or 0, (tonumber(due_at) - due) * 1024)
        of_one_due[due] = nth + 1
        local item = {
            round = tonumber(round), queue = queue, priority = priority,
            queued_at = tonumber(queued_at), due_at = due, nth = nth > 0 and nth or nil,
        }
        take_along(item, carried)
        if redis.call('EXISTS', stream) == 0 then
            redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
        end
        item.entry = redis.call('XADD', stream, '*', 'post_id', post, 'round', round,
            'content', content, 'ai', ai, 'metadata', metadata)
        into_line(post, item, HERE)
        known[post] = item
        redis.call('SADD', QUEUES, queue)
        answers[#answers + 1] = 'queued'
        queued = queued + 1
    end
end
if queued > 0 then announce(queue, queued) end
return { 'ok', now, answers }
