-- entries: goes through a stream without reading more at once than one script may. Included by overstay and inspect.

-- Entries come with their content, up to a megabyte each, and Redis tells no length beforehand: the first is read alone, then
-- twice as many each time, as long as those of the size seen so far fit.
local MOST_READ = 1048576
local MOST_AT_ONCE = 64

local function bytes_of(entry)
    local bytes = 0
    for _, value in ipairs(entry[2]) do bytes = bytes + #value end
    return bytes
end

-- Calls `visit` with each entry behind `from` and up to `last`, until it says true, or a megabyte and one entry are read.
-- Gives the id to go on behind; nil where there is no more.
local function each_entry(stream, from, last, read, visit)
    local count, seen = 1, 0
    while true do
        local entries = redis.call('XRANGE', stream, from == '' and '-' or '(' .. from, last, 'COUNT', count)
        for _, entry in ipairs(entries) do
            from = entry[1]
            seen, read = seen + 1, read + bytes_of(entry)
            if visit(entry) then return from, read end
        end
        if #entries < count then return nil, read end
        if read >= MOST_READ then return from, read end
        local fitting = math.floor((MOST_READ - read) / math.max(read / seen, 1))
        count = math.max(1, math.min(2 * count, MOST_AT_ONCE, fitting))
    end
end
