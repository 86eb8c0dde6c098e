-- empty: takes all that stands in line out of Redis at once, whatever state it is in. Included by open and clear.
--
-- KEYS  behind those of shared, of each queue named: waiting, deadlines, avoided, and the streams urgent, high, normal, low
local OTHERS = {}
for i = 15, #KEYS do OTHERS[#OTHERS + 1] = KEYS[i] end
local PER_QUEUE = 7

-- The queues named in ARGV[from] and behind, one for each seven keys, or nil and those that hold an item and are not named.
local function queues_named(from)
    local queues, named = {}, {}
    for i = 1, math.floor(#OTHERS / PER_QUEUE) do
        local waiting, deadlines, avoided, urgent, high, normal, low =
            unpack(OTHERS, (i - 1) * PER_QUEUE + 1, i * PER_QUEUE)
        queues[i] = {
            name = ARGV[from + i - 1], waiting = waiting, deadlines = deadlines, avoided = avoided,
            streams = { urgent = urgent, high = high, normal = normal, low = low },
        }
        named[queues[i].name] = true
    end
    local missing = {}
    for _, name in ipairs(redis.call('SMEMBERS', QUEUES)) do
        if not named[name] then missing[#missing + 1] = name end
    end
    if #missing > 0 then return nil, missing end
    return queues
end

-- Freed behind the scenes, so that it costs the same for a long line as for a short one.
local function empty()
    redis.call('UNLINK', ITEMS, CLAIMS, HOLDERS, QUEUES, SETTLED, WAITING, DEADLINES, AVOIDED)
    for _, stream in pairs(STREAMS) do redis.call('UNLINK', stream) end
    for _, key in ipairs(OTHERS) do redis.call('UNLINK', key) end
end
