import EventLoop
import HTTPClient
import HTTPServer
import Testing

@Suite struct HTTPLoadTests {
    private func load(
        _ handler: CountingHandler,
        path: String = "/",
        requests: Int,
        connections: Int = 8,
        within limit: Duration = .seconds(30)
    ) async throws -> LoadResult {
        let group = try EventLoopGroup(count: 2, name: "load")
        defer { group.stop() }
        let server = try HTTPServer(group: group, host: "127.0.0.1", port: 0, handler: handler)
        let plan = LoadPlan(
            port: UInt16(server.port),
            connections: connections,
            requests: requests,
            template: RequestTemplate(head: "GET \(path)", digits: 6, rest: " HTTP/1.1\r\nHost: here\r\n\r\n"),
            firstNumber: 10,
            countedStart: #"{"items":[{"#,
            timeLimit: limit
        )
        let loop = try EventLoop(name: "client")
        defer { loop.stop() }
        let result: Result<LoadResult, LoadError>
        do throws(LoadError) {
            result = .success(try await HTTPLoad.run(plan, on: loop))
        } catch {
            result = .failure(error)
        }
        await server.close()
        return try result.get()
    }

    @Test func `every request is sent once, with a number of its own`() async throws {
        let handler = CountingHandler()
        let result = try await load(handler, requests: 1_000)
        #expect(result.counted == 1_000)
        #expect(result.latencies.count == 1_000)
        #expect(result.elapsed > 0)
        #expect(result.latencies.allSatisfy { $0 > 0 && $0 <= result.elapsed })
        let expected = (10..<1_010).map { "/" + String(String($0 + 1_000_000).dropFirst()) }
        #expect(handler.paths.sorted() == expected)
    }

    @Test func `only answers that begin as told are counted`() async throws {
        let before = MonotonicClock.nanoseconds()
        let result = try await load(CountingHandler(items: 30), requests: 100)
        #expect(result.counted == 30)
        #expect(result.latencies.count == 100)
        #expect(result.countedAt == result.countedAt.sorted())
        let now = MonotonicClock.nanoseconds()
        #expect(result.countedAt.allSatisfy { $0 <= now && $0 >= before })
    }

    @Test func `an answer that comes in pieces is one answer`() async throws {
        let result = try await load(CountingHandler(), path: "/big", requests: 40, connections: 2)
        #expect(result.counted == 40)
    }

    @Test func `fewer requests than connections are no more requests`() async throws {
        let handler = CountingHandler()
        _ = try await load(handler, requests: 3)
        #expect(handler.paths.count == 3)
    }

    @Test func `a refusal ends the run and is told`() async {
        await #expect(throws: LoadError.refused(status: 404, body: "no")) {
            try await load(CountingHandler(), path: "/none", requests: 100)
        }
    }

    @Test func `a server that does not answer ends the run when its time is over`() async {
        await #expect(throws: LoadError.tooSlow(answered: 0)) {
            try await load(CountingHandler(), path: "/slow", requests: 4, within: .milliseconds(100))
        }
    }

    @Test func `a port where nobody listens ends the run`() async throws {
        let group = try EventLoopGroup(count: 1, name: "load")
        defer { group.stop() }
        let server = try HTTPServer(group: group, host: "127.0.0.1", port: 0, handler: CountingHandler())
        await server.close()
        let plan = LoadPlan(
            port: UInt16(server.port),
            connections: 1,
            requests: 1,
            template: RequestTemplate(head: "GET /", digits: 1, rest: " HTTP/1.1\r\nHost: here\r\n\r\n"),
            firstNumber: 1,
            countedStart: "",
            timeLimit: .seconds(10)
        )
        await #expect(throws: LoadError.self) { try await HTTPLoad.run(plan, on: group.loops[0]) }
    }
}
