#!lua flags=allow-oom
-- settle: ends entries that were taken from the stream into ingestion: stored, refused, or given back.
--
-- Why one script: a refused entry must leave the stream in the step that puts it among the refused, or a crash between
-- the two would lose it or show it twice; and that the stream is empty must still be so when it is deleted. What it
-- moves is copied before it is freed, but the copy is bounded and the refused stream too, and most entries only
-- leave: it runs at maxmemory, or a full Redis could never be emptied.
--
-- An entry that is gone was settled by somebody else, who took it over. One of another stream that stood under the
-- same key is none of the caller's business: ids may come again.
--
-- Of a refused entry at most 64 fields and 64 KiB of values are kept, because a producer may send any number of any
-- length; `cut` says how long the first value was that had to be shortened. The refused stream holds about 10,000
-- entries and about 16 MiB, and none much older than `kept` when another comes.
--
-- KEYS  see shared; the queue's are those of `default`; then the last two:
--       moderation-verdicts-{C}          stream
--       moderation-verdicts-refused-{C}  stream: an entry's own fields, then `entry` (its id), `code`, `detail`
-- ARGV  1 epoch  2 number of the stream  3 refused kept (ms)  4 idle (ms) that makes an entry free to be taken
--       then for each entry: id, what became of it ('stored', 'again' or the code of a refusal), detail
-- Reply { 'epoch', known or '' }
--       { 'ok', stored, refused }  how many entries were there and left in each way
-- Cost  O(log n) an entry
-- @include shared
-- @include inbound

local MOST_REFUSED, MOST_FIELDS, MOST_BYTES = 10000, 64, 65536
-- Of memory, by Redis's own estimate.
local MOST_MEMORY = 16777216

local epoch, number, kept, idle = unpack(ARGV, 1, 4)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
if redis.call('EXISTS', INBOUND) == 0 or stream_number() ~= number then return { 'ok', 0, 0 } end
local now = server_time()

local function refuse(entry, code, detail)
    local fields, room, cut = {}, MOST_BYTES, nil
    for i = 1, math.min(#entry[2], 2 * MOST_FIELDS), 2 do
        local name, value = string.sub(entry[2][i], 1, 256), entry[2][i + 1]
        if #value > room then
            cut = cut or #value
            value = string.sub(value, 1, room)
        end
        room = room - #value
        fields[#fields + 1] = name
        fields[#fields + 1] = value
    end
    if cut then
        fields[#fields + 1] = 'cut'
        fields[#fields + 1] = cut
    end
    for _, word in ipairs({ 'entry', entry[1], 'code', code, 'detail', detail }) do fields[#fields + 1] = word end
    redis.call('XADD', REFUSED, 'MAXLEN', '~', MOST_REFUSED, '*', unpack(fields))
end

local stored, refused = 0, 0
for i = 5, #ARGV, 3 do
    local id, outcome, detail = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    if outcome == 'again' then
        -- Only where it still waits for somebody; the group may be gone.
        redis.pcall('XCLAIM', INBOUND, INGESTION, CONSUMER, 0, id, 'IDLE', idle, 'JUSTID')
    else
        local entry = outcome ~= 'stored' and redis.call('XRANGE', INBOUND, id, id)[1]
        if entry then refuse(entry, outcome, detail) end
        redis.call('XACK', INBOUND, INGESTION, id)
        local left = redis.call('XDEL', INBOUND, id)
        if outcome == 'stored' then stored = stored + left else refused = refused + left end
    end
end
if refused > 0 then
    redis.call('XTRIM', REFUSED, 'MINID', '~', whole(math.max(0, now - tonumber(kept))))
    local used = redis.call('MEMORY', 'USAGE', REFUSED) or 0
    if used > MOST_MEMORY then
        local fit = math.floor(redis.call('XLEN', REFUSED) * MOST_MEMORY / used * 0.9)
        redis.call('XTRIM', REFUSED, 'MAXLEN', fit)
    end
end
if redis.call('XLEN', INBOUND) == 0 then redis.call('DEL', INBOUND) end
return { 'ok', stored, refused }
