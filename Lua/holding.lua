-- holding: under which claim a caller acts on an item. Included by decide, extend, release and escalate.

-- The claim, or nil and the reply that refuses. Nobody having claimed the item since, an expired claim still counts;
-- with `returned` set where the item stands in line again. `named` is the generation that the caller names: '' for
-- none, '-' for what is no claim of this moderator.
local function claim_of(post, item, moderator, named, now)
    local claim, past = record(CLAIMS, post), item.past or {}
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

-- Takes an item out of line again for the claim that `claim_of` found; the caller saves the claim. What it was known by
-- stays; its token is new, as MongoDB may have a fence above the old one.
local function regain(post, item, claim)
    local stream = STREAMS[item.priority]
    in_group(stream, { 'XCLAIM', stream, GROUP, CONSUMER, 0, item.entry, 'FORCE', 'JUSTID' })
    out_of_line(post, item)
    add_holding(claim.moderator, post, claim.generation)
    claim.returned, claim.token = nil, whole(redis.call('HINCRBY', CLIENT, 'generation', 1))
    claim.shown = SHOWN_FOR_GOOD
end
