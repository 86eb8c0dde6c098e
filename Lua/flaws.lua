-- flaws: what the parts of an item have against each other. Included by inspect and mend behind queues.

-- How much an entry takes, or nil where it is gone. Its content has to be read for that.
local function bytes_of_entry(item, queue)
    local stream = queue.streams[item.priority]
    local entry = redis.call('XRANGE', stream, item.entry, item.entry)[1]
    if not entry then return nil end
    local bytes = 0
    for _, value in ipairs(entry[2]) do bytes = bytes + #value end
    return bytes
end

local function is_listed(moderator, post)
    for _, other in ipairs(record(HOLDERS, moderator) or {}) do
        if other == post then return true end
    end
    return false
end

-- The first thing that is wrong with an item that has a record, its entry aside; nil where nothing is.
local function flaw_of(post, item, claim, queue)
    if redis.call('SISMEMBER', QUEUES, queue.name) == 0 then return 'item_in_no_queue' end
    local waits = redis.call('ZSCORE', queue.waiting, post)
    if not claim then
        if not waits then return 'item_not_in_line' end
        return redis.call('ZSCORE', queue.deadlines, post) and 'deadline_without_claim' or nil
    end
    if waits then return 'item_waiting_and_claimed' end
    if not redis.call('ZSCORE', queue.deadlines, post) then return 'claimed_without_deadline' end
    if not is_listed(claim.moderator, post) then return 'claimed_without_holder' end
    return nil
end
