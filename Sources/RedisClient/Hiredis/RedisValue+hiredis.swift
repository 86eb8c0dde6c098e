import CHiredis

extension RedisValue {
    /// Copies a reply out of hiredis' memory: one allocation for each array and each text over 15 bytes.
    ///
    /// `reply` has to be a reply as hiredis' own reader makes it, and to live until this returns.
    @unsafe
    init(_ reply: UnsafePointer<redisReply>) {
        let source = unsafe reply.pointee
        switch unsafe source.type {
        case REDIS_REPLY_STRING: self = unsafe Self.bulk(of: source)
        case REDIS_REPLY_INTEGER: self = unsafe .integer(source.integer)
        case REDIS_REPLY_ARRAY: self = unsafe .array(Self.elements(of: source))
        case REDIS_REPLY_NIL: self = .null
        case REDIS_REPLY_STATUS: self = unsafe .status(Self.text(of: source))
        case REDIS_REPLY_ERROR: self = unsafe .error(RedisReplyError(message: Self.text(of: source)))
        case let type: self = .error(RedisReplyError(message: "ERR a reply of the unknown type \(type)"))
        }
    }

    // `str` holds `len` bytes, whatever they are.

    private static func bulk(of reply: redisReply) -> RedisValue {
        let bytes = unsafe UnsafeRawBufferPointer(start: reply.str, count: reply.len)
        return unsafe String(validating: bytes, as: UTF8.self).map { .bulk($0) } ?? .binary(Array(bytes))
    }

    private static func text(of reply: redisReply) -> String {
        let bytes = unsafe UnsafeRawBufferPointer(start: reply.str, count: min(reply.len, longestText))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// Of a status or an error, which are shown and logged.
    private static let longestText = 512

    private static func elements(of reply: redisReply) -> [RedisValue] {
        let count = unsafe reply.elements
        guard count > 0 else { return [] }
        return unsafe Array(unsafeUninitializedCapacity: count) { buffer, filled in
            for index in 0..<count {
                // `element` holds `elements` pointers, none of them null in a reply that is complete.
                let value = unsafe reply.element[index].map { unsafe RedisValue($0) } ?? .null
                unsafe buffer.initializeElement(at: index, to: value)
                filled = index + 1
            }
        }
    }
}
