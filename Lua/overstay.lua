#!lua flags=no-writes
-- overstay: waiting items of one queue that have been in Redis for too long, oldest first.
--
-- Why one script: entry, record and claim must be of one moment. It changes nothing; shelve looks again.
--
-- KEYS  see shared
-- ARGV  1 epoch  2 longest stay (ms)  3 limit (items)
-- Reply { 'epoch', known or '' }
--       { 'ok', now, flat: post_id, round }
-- Cost  O(items given + older ones that are claimed), each read with its content; few at a time
-- @include shared

-- Entries read at once: they hold the content.
local PAGE = 25

local epoch, longest, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local now = server_time()
local last = whole(math.max(0, now - longest))
local overstayed, count = {}, 0
for _, stream in pairs(STREAMS) do
    local from = '-'
    while count < limit do
        -- An entry's id begins with the instant at which it was added.
        local entries = redis.call('XRANGE', stream, from, last, 'COUNT', PAGE)
        for _, entry in ipairs(entries) do
            from = '(' .. entry[1]
            local post
            for i = 1, #entry[2], 2 do
                if entry[2][i] == 'post_id' then post = entry[2][i + 1] end
            end
            local item = item_of(post or '')
            if item and item.entry == entry[1] and redis.call('HEXISTS', CLAIMS, post) == 0 and count < limit then
                overstayed[#overstayed + 1] = post
                overstayed[#overstayed + 1] = item.round
                count = count + 1
            end
        end
        if #entries < PAGE then break end
    end
end
return { 'ok', now, overstayed }
