-- inbound: the stream into ingestion. Included by those that take from it and settle what was taken.
--
-- Its keys stand behind those of every verb, because no other verb touches them.
local INBOUND, REFUSED = unpack(KEYS, #KEYS - 1)
local INGESTION = 'ingestion'

-- False before the first entry was taken.
local function stream_number()
    return redis.call('HGET', CLIENT, 'inbound')
end
