-- handback: a holder parts with an item, which goes back into line or to the supervisors. Included by release and
-- escalate behind holding, return, remove and elsewhere.

-- Who released an item is kept, so that the same moderator does not get it again; this many at most.
local RELEASED_LIMIT = 100

local function has_released(item, moderator)
    for _, other in ipairs(item.released or {}) do
        if other == moderator then return true end
    end
    return false
end

-- `ended` is how the claim ends: released, taken or escalated. What already is the supervisors' stays with them.
-- Gives the reply.
local function hand_back(post, item, claim, ended, escalates, now)
    if claim.returned then
        -- In line again already, as expired.
        out_of_line(post, item)
        item.past[#item.past].ended = ended
    else
        end_claim(post, item, claim, ended)
    end
    if ended == 'released' and not has_released(item, claim.moderator) then
        local released = item.released or {}
        if #released >= RELEASED_LIMIT then table.remove(released, 1) end
        released[#released + 1] = claim.moderator
        item.released = released
    end
    local answer = 'done'
    if escalates(item) then
        if not move_to_escalated(post, item) then answer = 'damaged' end
    else
        into_line(post, item, HERE)
        announce(item.queue, 1)
    end
    return {
        answer, now, item.round, item.queue, claim.generation, claim.moderator, claim.claimed_at, claim.expires_at,
    }
end
