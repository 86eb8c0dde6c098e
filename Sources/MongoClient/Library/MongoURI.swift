import CMongoC

/// A checked connection string, with limits set wherever it is silent.
///
/// Thread safety: the pointer is written by `init` alone; afterwards libmongoc only reads and copies what it
/// points to.
@safe final class MongoURI: @unchecked Sendable {
    let pointer: OpaquePointer
    /// The database that the path names; `modpilot` if it names none.
    let database: String
    /// Scheme, hosts and database: no user, no password, no options.
    let redacted: String
    /// Whether writes may be sent again, which they may unless the operator said no.
    let retriesWrites: Bool
    /// Whether it has a read preference or a read concern, which count for nothing here.
    let ignoresReadOptions: Bool

    /// - Throws: `.invalid`, with a message that is free of the user name and password.
    init(_ text: String, appName: String, longestWait: Duration? = nil) throws(MongoError) {
        _ = MongoLog.libraryIsReady
        guard !text.utf8.contains(0) else { throw .invalid("MongoDB URI: contains U+0000") }
        var error = bson_error_t()
        guard let pointer = unsafe mongoc_uri_new_with_error(text, &error) else {
            throw .invalid("MongoDB URI: " + Self.redact(error.text, of: text))
        }
        unsafe self.pointer = unsafe pointer
        // The strings that libmongoc returns live as long as the URI, and are copied here.
        database = unsafe mongoc_uri_get_database(pointer).map { unsafe String(cString: $0) } ?? "modpilot"
        redacted = Self.scheme(of: text) + Self.hosts(of: text) + "/" + database
        if let longestWait { unsafe Self.cutWaits(pointer, to: longestWait) }
        unsafe Self.setDefaults(pointer, appName: appName)
        ignoresReadOptions = unsafe modpilot_mongo_read_from_primary(pointer)
        retriesWrites = unsafe mongoc_uri_get_option_as_bool(pointer, MONGOC_URI_RETRYWRITES, true)
        // The wish is fulfilled by `MongoConnection`: libmongoc's command helpers know only of findAndModify.
        unsafe mongoc_uri_set_option_as_bool(pointer, MONGOC_URI_RETRYWRITES, false)
        guard unsafe mongoc_write_concern_is_acknowledged(mongoc_uri_get_write_concern(pointer)) else {
            throw .invalid("MongoDB URI: w=0 leaves every write unconfirmed")
        }
    }

    deinit {
        // No one else holds the pointer: pools copy the URI.
        unsafe mongoc_uri_destroy(pointer)
    }

    /// Every wait of libmongoc gets an end; what the operator wrote stays.
    private static func setDefaults(_ uri: OpaquePointer, appName: String) {
        let limits: [(String, Int32)] = [
            (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 3000),
            (MONGOC_URI_CONNECTTIMEOUTMS, 2000),
            (MONGOC_URI_SOCKETTIMEOUTMS, 15000),
            // A server that said it is stepping down counts as unknown until its next heartbeat, which must come
            // within the selection's time, or nothing could be sent again.
            (MONGOC_URI_HEARTBEATFREQUENCYMS, 1000),
        ]
        for (name, milliseconds) in limits where unsafe !mongoc_uri_has_option(uri, name) {
            unsafe mongoc_uri_set_option_as_int32(uri, name, milliseconds)
        }
        if unsafe !mongoc_uri_has_option(uri, MONGOC_URI_APPNAME) {
            unsafe mongoc_uri_set_option_as_utf8(uri, MONGOC_URI_APPNAME, appName)
        }
    }

    private static func cutWaits(_ uri: OpaquePointer, to limit: Duration) {
        let milliseconds = Int32(clamping: limit.wholeMilliseconds)
        for name in [MONGOC_URI_SERVERSELECTIONTIMEOUTMS, MONGOC_URI_CONNECTTIMEOUTMS, MONGOC_URI_SOCKETTIMEOUTMS] {
            unsafe mongoc_uri_set_option_as_int32(uri, name, milliseconds)
        }
    }

    private static func scheme(of text: String) -> String {
        text.hasPrefix("mongodb+srv:") ? "mongodb+srv://" : "mongodb://"
    }

    /// What stands between the scheme and the path.
    private static func authority(of text: String) -> Substring {
        guard let slashes = text.firstRange(of: "://") else { return text[...] }
        let rest = text[slashes.upperBound...]
        // A password that was not escaped may hold a slash or a question mark: what stands before the last "@" is
        // never part of the hosts.
        let start = rest.lastIndex(of: "@") ?? rest.startIndex
        let end = rest[start...].firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        return rest[..<end]
    }

    private static func hosts(of text: String) -> String {
        let authority = authority(of: text)
        return String(authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority)
    }

    private static func redact(_ message: String, of text: String) -> String {
        let authority = authority(of: text)
        guard let at = authority.lastIndex(of: "@") else { return message }
        let secrets = authority[..<at].split(separator: ":")
        return ([authority[..<at]] + secrets).filter { !$0.isEmpty }
            .reduce(message) { $0.replacing($1, with: "***") }
    }
}
