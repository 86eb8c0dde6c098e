import Synchronization

/// A small HTTP/1.1 client for tests: one kept-alive connection to a port of this machine, made when first needed.
///
/// Nothing is retried and nothing is hidden: what the server did with the connection, the test sees. Requests of
/// several callers wait for each other; a test of concurrency takes one probe per caller.
package final class HTTPProbe: Sendable {
    package let port: UInt16

    private let timeout: Duration
    private let connection = Mutex<Connection?>(nil)

    /// - Parameter timeout: For connecting and for each read and write.
    package init(port: UInt16, timeout: Duration = .seconds(40)) {
        self.port = port
        self.timeout = timeout
    }

    /// Sends a request and returns its answer; for async callers.
    ///
    /// `Host` is always sent, `Content-Length` with a body; both yield to the same name in `headers`.
    /// - Throws: ``SystemError`` when the connection fails, ``HTTPFailure`` when the answer makes no sense.
    package func call(
        _ method: String,
        _ target: String,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> HTTPAnswer {
        try await onThread { try self.callBlocking(method, target, headers: headers, body: body) }
    }

    /// ``call(_:_:headers:body:)`` on the calling thread.
    package func callBlocking(
        _ method: String,
        _ target: String,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) throws -> HTTPAnswer {
        let request = request(method, target, headers: headers, body: body)
        return try exchange { connection throws in
            try connection.send(request)
            return try connection.receive(bodyless: method == "HEAD")
        }
    }

    /// Sends a request as ``call(_:_:headers:body:)`` does, and doesn't wait for its answer.
    package func send(
        _ method: String,
        _ target: String,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws {
        try await sendRaw(request(method, target, headers: headers, body: body))
    }

    private func request(_ method: String, _ target: String, headers: [String: String], body: [UInt8]?) -> [UInt8] {
        var all = ["Host": "127.0.0.1:\(port)"]
        if let body { all["Content-Length"] = String(body.count) }
        all.merge(headers) { $1 }
        let lines = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return Array("\(method) \(target) HTTP/1.1\r\n\(lines)\r\n".utf8) + (body ?? [])
    }

    /// Sends bytes as they are: half a request, several at once, or nonsense.
    package func sendRaw(_ bytes: [UInt8]) async throws {
        try await onThread { try self.exchange { connection throws in try connection.send(bytes) } }
    }

    /// Says after ``sendRaw(_:)`` that nothing more will be sent, as a client does that goes away. But this one can still
    /// ``receive()``, and so see what the server made of it.
    package func finishSending() throws {
        try exchange { connection throws in try connection.finishSending() }
    }

    /// Reads the next answer after ``sendRaw(_:)``.
    package func receive() async throws -> HTTPAnswer {
        try await onThread { try self.exchange { connection throws in try connection.receive(bodyless: false) } }
    }

    /// Closes the connection; the next request makes another.
    package func close() {
        connection.withLock { $0 = nil }
    }

    private func exchange<Value: Sendable>(_ work: (inout Connection) throws -> Value) throws -> Value {
        try connection.withLock { slot in
            var current = try slot ?? Connection(port: port, timeout: timeout)
            slot = nil
            let value = try work(&current)
            if !current.isClosing { slot = current }
            return value
        }
    }
}
