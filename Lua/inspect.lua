#!lua flags=no-writes
-- inspect: one page of what Redis holds of a client, and what the parts of it have against each other.
--
-- Why one script: an item is a record, an entry, and a place or a claim with its deadline and its holder. Read one after the
-- other they would be of different moments, and what merely moves would look broken.
--
-- A page is of one kind of part: `items` shows all that has a record; `claims`, `holders`, and of one queue `waiting`,
-- `deadlines` and the streams by their priority show what belongs to no such item. Of items by name, `named` shows where they are, and `entries` whose entry is
-- gone.
--
-- KEYS  see shared; the queue's are those of `default`. Behind them the same seven of each queue named: waiting, deadlines,
--       avoided, and the streams
-- ARGV  1 epoch  2 kind of part  3 cursor that the page before gave, 0 at first  4 how many, about  5 a decision is overdue
--       after (ms)  6 for parts of a queue, its place among those named (from 1), else 0
--       then the names of the queues: every one that holds an item  then, for `named` and `entries`, post_ids
-- Reply { 'epoch', known or '' }
--       { 'queues', names }  there are other queues than those named
--       { 'ok', cursor of the next page or 0, items, flaws, unread }
--         items   flat: post_id, round, token of its overdue decision or '', queue
--         flaws   flat: kind, post_id, and moderator whose holding it is, or queue, priority and id of
--                 the entry, or ''
--         unread  post_ids whose entries were not looked for, because the page was too large already
-- Cost  O(log n) an item shown, and its content; at most 2 MiB and one item more is read of that
-- @include shared
-- @include queues
-- @include entries
-- @include flaws

local MOST_BYTES = 2097152
local NAMES = 7

local epoch, part, cursor, limit, overdue_after, place = unpack(ARGV, 1, 6)
local mismatch = epoch_mismatch(epoch)
if mismatch then return mismatch end
local queues, missing, by_name = queues_named(NAMES)
if missing then return { 'queues', missing } end
local now = server_time()
local items, flaws, unread, elsewhere, bytes = {}, {}, {}, {}, 0

local function add_flaw(kind, post, detail)
    for _, value in ipairs({ kind, post, detail or '' }) do flaws[#flaws + 1] = value end
end

local function overdue(claim)
    if not claim or not claim.deciding or claim.deciding + tonumber(overdue_after) >= now then return '' end
    return claim.token or claim.generation
end

local function show(post, item)
    local claim, is_spoilt = claim_on(post)
    local queue = by_name[item.queue]
    for _, value in ipairs({ post, item.round, overdue(claim), item.queue }) do items[#items + 1] = value end
    if not queue then
        elsewhere[#elsewhere + 1] = item.queue
        return
    end
    local flaw = part == 'items' and (is_spoilt and 'record_damaged' or flaw_of(post, item, claim, queue))
    if flaw then
        add_flaw(flaw, post)
    elseif part == 'named' then
        return
    elseif bytes > MOST_BYTES then
        unread[#unread + 1] = post
    else
        local entry = entry_of(item, queue)
        if entry then bytes = bytes + bytes_of(entry) else add_flaw('item_without_entry', post) end
    end
end

-- A page of a hash or sorted set: its fields with their values.
local function scan(command, key)
    local page = redis.call(command, key, cursor, 'COUNT', limit)
    cursor = page[1]
    return page[2]
end

local function show_entries(queue, priority)
    local shown = 0
    local behind = each_entry(queue.streams[priority], cursor == '0' and '' or cursor, '+', 0, function(entry)
        local post = post_of(entry)
        if not is_entry_of(item_of(post), queue, priority, entry[1]) then
            add_flaw('entry_without_item', post, table.concat({ queue.name, priority, entry[1] }, ' '))
        end
        shown = shown + 1
        return shown >= tonumber(limit)
    end)
    cursor = behind or '0'
end

if part == 'named' or part == 'entries' then
    cursor = '0'
    for i = NAMES + #queues, #ARGV do
        local item = item_of(ARGV[i])
        if item then show(ARGV[i], item) end
    end
elseif part == 'items' then
    local page = scan('HSCAN', ITEMS)
    for i = 1, #page, 2 do
        local item = decoded(page[i + 1], is_item)
        if item then show(page[i], item) else add_flaw('record_damaged', page[i]) end
    end
elseif part == 'claims' then
    local page = scan('HSCAN', CLAIMS)
    for i = 1, #page, 2 do
        if redis.call('HEXISTS', ITEMS, page[i]) == 0 then add_flaw('claim_without_item', page[i]) end
    end
elseif part == 'holders' then
    local page = scan('HSCAN', HOLDERS)
    for i = 1, #page, 2 do
        local held, listed = decoded(page[i + 1], is_holding), {}
        if not held then add_flaw('record_damaged', '', page[i]) end
        if held and #held == 0 then add_flaw('holding_without_claim', '', page[i]) end
        for _, post in ipairs(held or {}) do
            local claim = claim_on(post)
            if not claim or claim.moderator ~= page[i] or listed[post] then
                add_flaw('holding_without_claim', post, page[i])
            end
            listed[post] = true
        end
    end
elseif part == 'waiting' or part == 'deadlines' then
    local queue = queues[tonumber(place)]
    local waits = part == 'waiting'
    local page = scan('ZSCAN', waits and queue.waiting or queue.deadlines)
    for i = 1, #page, 2 do
        local item, is_spoilt = item_of(page[i])
        if not is_spoilt and (not item or item.queue ~= queue.name) then
            add_flaw(waits and 'waiting_without_item' or 'deadline_without_claim', page[i])
        end
    end
elseif place and place ~= '0' then
    show_entries(queues[tonumber(place)], part)
end
if #elsewhere > 0 then return { 'queues', elsewhere } end
return { 'ok', cursor, items, flaws, unread }
