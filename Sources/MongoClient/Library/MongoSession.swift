import CMongoC
import Synchronization

/// A session that a worker keeps, for cursors and for writes that are sent again.
///
/// Not thread-safe, and never leaves the worker's thread.
@safe struct MongoSession {
    /// libmongoc counts its own sessions' transactions from 1; these start far above, because a session may have
    /// come from its pool, and a number must never fall within one session.
    private static let lastTransactionNumber = Atomic<Int64>(1 << 32)

    let pointer: OpaquePointer
    /// False for a standalone server, which refuses transaction numbers.
    let allowsTransactionNumbers: Bool

    /// Waits for a server if none is known yet.
    ///
    /// - Throws: `.unavailable` when there is none.
    init(client: OpaquePointer) throws(MongoError) {
        var error = bson_error_t()
        guard let primary = unsafe mongoc_client_select_server(client, true, nil, &error) else {
            throw .unavailable(error.text, maybeExecuted: false)
        }
        // The type is a constant of libmongoc; the description is ours to destroy.
        allowsTransactionNumbers = unsafe String(cString: mongoc_server_description_type(primary)) != "Standalone"
        unsafe mongoc_server_description_destroy(primary)

        // Causal consistency would add conditions to reads that go to the primary anyway.
        let options = unsafe mongoc_session_opts_new()
        defer { unsafe mongoc_session_opts_destroy(options) }
        unsafe mongoc_session_opts_set_causal_consistency(options, false)
        guard let session = unsafe mongoc_client_start_session(client, options, &error) else {
            throw .unavailable(error.text, maybeExecuted: false)
        }
        unsafe pointer = unsafe session
    }

    /// Gives the session back to libmongoc. Must be called once, before the client is given back.
    func end() {
        unsafe mongoc_client_session_destroy(pointer)
    }

    static func nextTransactionNumber() -> Int64 {
        lastTransactionNumber.add(1, ordering: .relaxed).newValue
    }
}
