#!lua flags=no-writes
-- held: one page of the claims that stand in a line that was closed.
--
-- Why one script: of each claim the item that it is on belongs to the answer as it was when the line was closed, and a page
-- counts only while the line is closed by the caller: behind that nothing here changes, so that the pages make one whole.
--
-- KEYS  see shared; the queue's are those of `default`
-- ARGV  1 the epoch that the client was closed for  2 the caller's mark  3 '0' for the first page, or the next one's name as
--       the page before gave it  4 how many, about
-- Reply { 'close', known or '' }  the line is not closed under this mark
--       { 'ok', the next page's name or '0', held }
--         held    one array each: post_id, round, queue, generation, moderator, claimed_at, expires_at, and what is known
--                 of the item, as shelve gives it; in no order, and one can come twice
-- Cost  O(claims of the page)
-- @include shared
-- @include carried

local known = redis.call('HGET', CLIENT, 'epoch') or ''
if known ~= '-' .. ARGV[1] .. '@' .. ARGV[2] then return { 'close', known } end
local page = redis.call('HSCAN', CLAIMS, ARGV[3], 'COUNT', ARGV[4])
local held = {}
for i = 1, #page[2], 2 do
    local post = page[2][i]
    local claim, item = decoded(page[2][i + 1], is_claim), item_of(post)
    -- What the claim says of its item counts where that is lost.
    local round, queue = (item or claim or {}).round, (item or claim or {}).queue
    if claim and round and queue then
        held[#held + 1] = {
            post, round, queue, claim.generation, claim.moderator, claim.claimed_at, claim.expires_at,
            item and of_item(item) or '',
        }
    end
end
return { 'ok', page[1], held }
