-- beside: the keys of a line that ends, and of the one that is put together beside it until it takes its place. Included by
-- adopt, open and clear.
--
-- KEYS  behind those of shared: 15 items, 16 claims, 17 holders and 18 queues of the line beside. Then of each queue named:
--       waiting, deadlines, avoided, and the streams urgent, high, normal, low, as they are served; and deadlines and the
--       same streams of the line beside
local OTHERS = {}
for i = 15, #KEYS do OTHERS[#OTHERS + 1] = KEYS[i] end
local BESIDE = { items = OTHERS[1], claims = OTHERS[2], holders = OTHERS[3], queues = OTHERS[4] }
local PER_QUEUE = 12

-- The queues named in ARGV[from] and behind, one for each twelve keys: in their order and nil. Or nil and those that hold an
-- item, here or beside, and are not named.
local function queues_named(from)
    local queues, named = {}, {}
    for i = 1, math.floor((#OTHERS - 4) / PER_QUEUE) do
        local keys = { unpack(OTHERS, (i - 1) * PER_QUEUE + 5, i * PER_QUEUE + 4) }
        queues[i] = {
            name = ARGV[from + i - 1], served = { unpack(keys, 1, 7) }, deadlines = keys[2],
            streams = { urgent = keys[4], high = keys[5], normal = keys[6], low = keys[7] },
            beside = {
                deadlines = keys[8],
                streams = { urgent = keys[9], high = keys[10], normal = keys[11], low = keys[12] },
            },
        }
        named[queues[i].name] = true
    end
    local missing = {}
    for _, key in ipairs({ QUEUES, BESIDE.queues }) do
        for _, name in ipairs(redis.call('SMEMBERS', key)) do
            if not named[name] then missing[#missing + 1] = name end
        end
    end
    if #missing > 0 then return nil, missing end
    return queues
end

-- Takes all that stands in line out of Redis at once, whatever state it is in. Freed behind the scenes, so that it costs the
-- same for a long line as for a short one.
local function empty(queues)
    redis.call('UNLINK', ITEMS, CLAIMS, HOLDERS, QUEUES, SETTLED, WAITING, DEADLINES, AVOIDED)
    for _, stream in pairs(STREAMS) do redis.call('UNLINK', stream) end
    for _, queue in ipairs(queues) do
        for _, key in ipairs(queue.served) do redis.call('UNLINK', key) end
    end
end

-- The same of the line beside.
local function empty_beside(queues)
    for _, key in pairs(BESIDE) do redis.call('UNLINK', key) end
    for _, queue in ipairs(queues) do
        for _, stream in pairs(queue.beside.streams) do redis.call('UNLINK', stream) end
        redis.call('UNLINK', queue.beside.deadlines)
    end
    redis.call('HDEL', CLIENT, 'adopting', 'adopted')
end
