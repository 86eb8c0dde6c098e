import EventLoop
import HTTPServer
import Synchronization

/// A real server on a port of its own for the length of `body`.
struct TestServer: Sendable {
    let group: EventLoopGroup
    let server: HTTPServer
    let handler: TestHandler

    var port: Int { server.port }

    static func run(
        loops: Int = 1,
        limits: HTTPLimits = HTTPLimits(),
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let group = try EventLoopGroup(count: loops, name: "http")
        defer { group.stop() }
        let handler = TestHandler()
        let server = try HTTPServer(group: group, host: "127.0.0.1", port: 0, limits: limits, handler: handler)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(TestServer(group: group, server: server, handler: handler)))
        } catch {
            outcome = .failure(error)
        }
        await server.close()
        try outcome.get()
    }

    /// Sends `text` on a new connection and returns the first response.
    func answer(to text: String, isHead: Bool = false) async throws -> RawResponse {
        let port = port
        return try await offPool {
            let client = try RawClient(port: port)
            try client.send(text)
            return try client.response(isHead: isHead)
        }
    }

    /// Waits until `condition` holds, ten seconds at most.
    func eventually(_ condition: @Sendable () -> Bool) async throws -> Bool {
        let end = MonotonicClock.milliseconds() + 10_000
        while !condition() {
            guard MonotonicClock.milliseconds() < end else { return false }
            try await group.loops[0].sleep(for: .milliseconds(5))
        }
        return true
    }
}
