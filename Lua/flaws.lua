-- flaws: what the parts of an item have against each other. Included by inspect and mend behind queues.

-- With its content, as Redis has no other way to tell whether it is there; nil where it is gone.
local function entry_of(item, queue)
    local stream = queue.streams[item.priority]
    return redis.call('XRANGE', stream, item.entry, item.entry)[1]
end

local function post_of(entry)
    for i = 1, #entry[2], 2 do
        if entry[2][i] == 'post_id' then return entry[2][i + 1] end
    end
    return ''
end

local function is_entry_of(item, queue, priority, id)
    return item ~= nil and item.entry == id and item.queue == queue.name and item.priority == priority
end

local function is_listed(moderator, post)
    for _, other in ipairs(held_by(moderator)) do
        if other == post then return true end
    end
    return false
end

-- Whether somebody will look at a claim in time. A decision under way is looked into by its own time.
local function is_in_time(claim, deadline)
    return deadline and (claim.deciding or tonumber(deadline) == claim.expires_at)
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
    if not is_in_time(claim, redis.call('ZSCORE', queue.deadlines, post)) then return 'claimed_without_deadline' end
    if not is_listed(claim.moderator, post) then return 'claimed_without_holder' end
    return nil
end
