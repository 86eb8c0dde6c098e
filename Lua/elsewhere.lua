-- elsewhere: moves an item that has no claim and no place into the queue of the supervisors. Included by expire, release
-- and escalate behind remove.
--
-- KEYS  behind those of shared, of the queue `escalated`: 15 waiting  16 avoided  17..20 streams
local ESCALATED = {
    waiting = KEYS[15], avoided = KEYS[16],
    streams = { urgent = KEYS[17], high = KEYS[18], normal = KEYS[19], low = KEYS[20] },
}

-- The item keeps its due time, its round and who had it. False where its entry is gone: then all of it is out, to be
-- published again.
local function move_to_escalated(post, item)
    local entry = redis.call('XRANGE', STREAMS[item.priority], item.entry, item.entry)[1]
    if not entry then
        remove_item(post, item, item.queue)
        return false
    end
    -- Out first: it frees as much as is added then.
    remove_entry(item, item.queue)
    local stream = ESCALATED.streams[item.priority]
    if redis.call('EXISTS', stream) == 0 then
        redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
    end
    item.entry = redis.call('XADD', stream, '*', unpack(entry[2]))
    item.queue, item.delivered = 'escalated', nil
    into_line(post, item, ESCALATED)
    redis.call('SADD', QUEUES, item.queue)
    announce(item.queue, 1)
    return true
end
