-- queues: the keys of several queues at once. Included by inspect and mend.
--
-- KEYS  behind those of shared, of each queue named: waiting, deadlines, avoided, and the streams urgent, high, normal, low
local OTHERS = {}
for i = 15, #KEYS do OTHERS[#OTHERS + 1] = KEYS[i] end
local PER_QUEUE = 7

-- The queues named in ARGV[from] and behind, one for each seven keys: in their order, nil, and by name. Or nil and those that
-- hold an item and are not named.
local function queues_named(from)
    local queues, by_name = {}, {}
    for i = 1, math.floor(#OTHERS / PER_QUEUE) do
        local waiting, deadlines, avoided, urgent, high, normal, low =
            unpack(OTHERS, (i - 1) * PER_QUEUE + 1, i * PER_QUEUE)
        queues[i] = {
            name = ARGV[from + i - 1], waiting = waiting, deadlines = deadlines, avoided = avoided,
            streams = { urgent = urgent, high = high, normal = normal, low = low },
        }
        by_name[queues[i].name] = queues[i]
    end
    local missing = {}
    for _, name in ipairs(redis.call('SMEMBERS', QUEUES)) do
        if not by_name[name] then missing[#missing + 1] = name end
    end
    if #missing > 0 then return nil, missing end
    return queues, nil, by_name
end
