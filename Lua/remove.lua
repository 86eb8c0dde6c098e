-- remove: takes an item out of Redis, wherever it stands. Included by acknowledge, withdraw, publish, claim, shelve,
-- expire, release and escalate.

-- The item's entry goes, and what an emptied queue would leave behind. The stream of the default queue's normal priority
-- stays: its name is published, and readers ask for its group.
local function remove_entry(item, queue)
    local stream = STREAMS[item.priority]
    redis.call('XACK', stream, GROUP, item.entry)
    redis.call('XDEL', stream, item.entry)
    local published = queue == 'default' and item.priority == 'normal'
    if not published and redis.call('XLEN', stream) == 0 then redis.call('DEL', stream) end
    if redis.call('EXISTS', WAITING, DEADLINES) == 0 then redis.call('SREM', QUEUES, queue) end
end

local function remove_item(post, item, queue)
    out_of_line(post, item)
    redis.call('ZREM', DEADLINES, post)
    local claim = claim_on(post)
    redis.call('HDEL', CLAIMS, post)
    if claim then remove_holding(claim.moderator, post) end
    redis.call('HDEL', ITEMS, post)
    remove_entry(item, queue)
end
