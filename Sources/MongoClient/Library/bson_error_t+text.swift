import CMongoC

extension bson_error_t {
    /// The message.
    var text: String {
        // libmongoc ends the message with a NUL within its fixed room; without one the whole room is read.
        unsafe withUnsafeBytes(of: message) { bytes in
            unsafe String(decoding: bytes.prefix { byte in byte != 0 }, as: UTF8.self)
        }
    }

    /// Whether it tells of a connection that failed.
    var isNetwork: Bool {
        domain == MONGOC_ERROR_STREAM.rawValue
            || (domain == MONGOC_ERROR_PROTOCOL.rawValue && code == MONGOC_ERROR_PROTOCOL_INVALID_REPLY.rawValue)
    }
}
