-- carried: what an item takes along when it leaves Redis and comes back, or when a newer round takes its place. A JSON
-- text that is opaque to whoever keeps it; '' for nothing. Included by publish, shelve and withdraw.

-- Holders of replaced rounds that are remembered, so that they are told why they are refused.
local REPLACED_LIMIT = 8

local function of_item(item)
    if (item.deliveries or 0) == 0 and not item.replaced then return '' end
    return cjson.encode({
        deliveries = item.deliveries, expiries = item.expiries, past = item.past, released = item.released,
        replaced = item.replaced,
    })
end

-- Of an older round nothing counts but who held it when it was replaced: a claim, or one that expired and that nobody
-- followed.
local function replaced_by_newer(post, item)
    local replaced = item.replaced or {}
    local past = item.past or {}
    local last = past[#past]
    local holder = claim_on(post) or (last and last.ended == 'expired' and last)
    if holder then
        if #replaced >= REPLACED_LIMIT then table.remove(replaced, 1) end
        replaced[#replaced + 1] = { moderator = holder.moderator, generation = holder.generation }
    end
    return #replaced > 0 and cjson.encode({ replaced = replaced }) or ''
end

local function take_along(item, carried)
    if carried == '' then return end
    local known = decoded(carried, is_luggage)
    for _, name in ipairs({ 'deliveries', 'expiries', 'past', 'released', 'replaced' }) do
        item[name] = known and known[name]
    end
end
