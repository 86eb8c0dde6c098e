-- empty: takes all that stands in line out of Redis at once, whatever state it is in. Included by open and clear behind
-- queues.

-- Freed behind the scenes, so that it costs the same for a long line as for a short one.
local function empty()
    redis.call('UNLINK', ITEMS, CLAIMS, HOLDERS, QUEUES, SETTLED, WAITING, DEADLINES, AVOIDED)
    for _, stream in pairs(STREAMS) do redis.call('UNLINK', stream) end
    for _, key in ipairs(OTHERS) do redis.call('UNLINK', key) end
end
