#!lua flags=no-writes
-- overstay: waiting items of one queue that have been in Redis for too long, oldest first within each priority.
--
-- Why one script: entry, record and claim must be of one moment. It changes nothing; shelve looks again.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 longest stay (ms)  3 limit (items, about)  4 cursor that the call before gave, '' at first
-- Reply { 'epoch', known or '' }
--       { 'ok', now, flat: post_id, round, cursor to go on from, '' behind the last }
-- Cost  O(items given + older ones that are claimed), each read with its content: about a megabyte, and one entry more
-- @include shared
-- @include entries

local epoch, longest, limit, cursor = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local last = whole(math.max(0, now - longest))
local overstayed = {}

local function visit(entry)
    local post = ''
    for i = 1, #entry[2] - 1, 2 do
        if entry[2][i] == 'post_id' then post = entry[2][i + 1] end
    end
    local item = item_of(post)
    if item and item.entry == entry[1] and redis.call('HEXISTS', CLAIMS, post) == 0 then
        overstayed[#overstayed + 1] = post
        overstayed[#overstayed + 1] = item.round
    end
    return #overstayed >= 2 * limit
end

-- An entry's id begins with the instant at which it was added.
local place, from = string.match(cursor, '^(%a+) (.*)$')
local read, is_there = 0, not place
local going_on = ''
for _, priority in ipairs({ 'urgent', 'high', 'normal', 'low' }) do
    is_there = is_there or priority == place
    if is_there then
        local behind
        behind, read = each_entry(STREAMS[priority], priority == place and from or '', last, read, visit)
        if behind then
            going_on = priority .. ' ' .. behind
            break
        end
    end
end
return { 'ok', now, overstayed, going_on }
