import CMongoC

/// libmongoc's client pool: the connections, and the threads that watch the servers.
///
/// Thread safety: `mongoc_client_pool_t` may be used from any thread; `destroy` is called once, after every client
/// came back (`WorkerPool` counts its workers).
@safe final class MongoPool: @unchecked Sendable {
    let uri: MongoURI
    private let pointer: OpaquePointer

    /// Blocks for a DNS look-up when the URI is a `mongodb+srv` one.
    ///
    /// - Throws: `.invalid` when libmongoc can't use the URI.
    init(uri: MongoURI, clients: Int) throws(MongoError) {
        var error = bson_error_t()
        // libmongoc copies the URI.
        guard let pointer = unsafe mongoc_client_pool_new_with_error(uri.pointer, &error) else {
            throw .invalid("MongoDB URI: " + error.text)
        }
        // One client for each worker: none ever waits for a client, whatever maxPoolSize the URI has. Domain and
        // code of errors follow version 2, in which a server's refusal is told apart from the client's own.
        unsafe mongoc_client_pool_max_size(pointer, UInt32(clients))
        unsafe mongoc_client_pool_set_error_api(pointer, 2)
        unsafe self.pointer = unsafe pointer
        self.uri = uri
    }

    /// Never blocks: there are as many clients as workers.
    func pop() -> OpaquePointer? {
        unsafe mongoc_client_pool_pop(pointer)
    }

    func push(_ client: OpaquePointer) {
        unsafe mongoc_client_pool_push(pointer, client)
    }

    /// Ends the sessions on the server if it answers, closes all connections and stops libmongoc's threads.
    func destroy() {
        unsafe mongoc_client_pool_destroy(pointer)
    }
}
