-- holding: under which claim a caller acts on an item. Included by decide, extend, release and escalate.

-- The claim, or nil and the reply that refuses. Nobody having claimed the item since, an expired claim still counts;
-- with `returned` set where the item stands in line again. `named` is the generation that the caller names: '' for
-- none, '-' for what is no claim of this moderator. `claim` is the one on the item.
local function claim_of(item, claim, moderator, named, now)
    local past = item.past or {}
    local function names(generation) return named == '' or named == generation end
    if claim then
        if claim.moderator == moderator and names(claim.generation) then return claim end
    else
        local last = past[#past]
        if last and last.moderator == moderator and last.ended == 'expired' and names(last.generation) then
            return {
                generation = last.generation, moderator = moderator, claimed_at = last.claimed_at,
                expires_at = last.expires_at, returned = true,
            }
        end
    end

    local code = (claim and claim.moderator == moderator) and 'claim_lost' or 'not_claimed'
    for _, former in ipairs(past) do
        if former.moderator == moderator then code = 'claim_lost' end
    end
    if code == 'not_claimed' then
        for _, former in ipairs(item.replaced or {}) do
            if former.moderator == moderator and names(former.generation) then
                return nil, { 'superseded', item.round, item.queued_at }
            end
        end
    end
    if not is_live(claim, now) then return nil, { code, '', 0, 0 } end
    return nil, { code, claim.moderator, claim.claimed_at, claim.expires_at }
end

-- The number under which the claim's decision is stored: its generation, unless a decision was given up since, behind a
-- fence in MongoDB that only a newer number passes.
local function token_of(claim)
    return claim.token or claim.generation
end

-- The item that a caller acts on in `queue`, and the claim on it; or nil and the reply that says where it is, or that there is
-- none here. Where a part of it is lost that a claim depends on, the line begins anew first.
local function standing(post, queue, now)
    local item, claim, lost = parts_of(post)
    if not lost and item and item.queue == queue and is_nowhere(post, item, claim) then lost = 'a claim, or a place in line' end
    local reply = lost and begin_anew(lost, now)
    if reply then return nil, nil, reply end
    if not item then return nil, nil, { 'absent' } end
    if item.queue ~= queue then return nil, nil, { 'moved', item.queue } end
    return item, claim
end

-- Takes an item out of line again for the claim that `claim_of` found, which goes on as if it had not expired; the caller
-- saves the claim. What it was known by stays; its token is new, as MongoDB may have a fence above the old one.
local function regain(post, item, claim)
    local last = item.past and item.past[#item.past]
    if last and last.ended == 'expired' and last.generation == claim.generation then
        table.remove(item.past)
        if #item.past == 0 then item.past = nil end
        item.expiries = math.max((item.expiries or 0) - 1, 0)
        save(ITEMS, post, item)
    end
    local stream = STREAMS[item.priority]
    in_group(stream, { 'XCLAIM', stream, GROUP, CONSUMER, 0, item.entry, 'FORCE', 'JUSTID' })
    out_of_line(post, item)
    add_holding(claim.moderator, post, claim.generation)
    claim.round, claim.queue = item.round, item.queue
    claim.returned, claim.token = nil, whole(redis.call('HINCRBY', CLIENT, 'generation', 1))
    claim.shown = SHOWN_FOR_GOOD
end
