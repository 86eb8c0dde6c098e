import EventLoop
import HTTPServer
import Testing

@Suite struct DrainTests {
    @Test func `a drain lets requests in flight end, closes idle connections and takes no new ones`() async throws {
        try await TestServer.run { test in
            let port = test.port
            let server = test.server
            let idle = try await offPool { Handoff(try RawClient(port: port)) }
            let busy = try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
                return Handoff(client)
            }
            await test.handler.hangBegins()
            async let isDrained = server.drain(within: .seconds(10))
            // The listening socket is closed first, and from then on the server drains.
            #expect(try await test.eventually { (try? RawClient(port: port)) == nil })
            test.handler.letGo()
            #expect(await isDrained)
            try await offPool {
                let answer = try busy.value.response()
                #expect(answer.text == "hung")
                #expect(answer["connection"] == "close")
                #expect(try busy.value.isEnded())
                #expect(try idle.value.isEnded())
                #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
                busy.value.close()
            }
            #expect(try await test.eventually { server.connectionCount == 0 })
            #expect(await server.drain(within: .seconds(10)))
        }
    }

    @Test func `a drain ends in time although a request does not, and close cancels it`() async throws {
        try await TestServer.run { test in
            let port = test.port
            let client = try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
                return Handoff(client)
            }
            await test.handler.hangBegins()
            let start = MonotonicClock.milliseconds()
            #expect(await test.server.drain(within: .milliseconds(100)) == false)
            #expect(MonotonicClock.milliseconds() - start < 5_000)
            #expect(test.server.connectionCount == 1)
            await test.server.close()
            await test.server.close()
            let handler = test.handler
            #expect(try await test.eventually { handler.cancelled == 1 })
            #expect(test.server.connectionCount == 0)
            #expect(try await offPool { try client.value.isEnded() })
        }
    }

    @Test func `an open connection is served until the drain is over, and told to end`() async throws {
        try await TestServer.run { test in
            let port = test.port
            let (first, second) = try await offPool {
                let first = try RawClient(port: port)
                try first.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
                return (Handoff(first), Handoff(try RawClient(port: port)))
            }
            let server = test.server
            await test.handler.hangBegins()
            #expect(try await test.eventually { server.connectionCount == 2 })
            async let isDrained = server.drain(within: .seconds(10))
            #expect(try await test.eventually { (try? RawClient(port: port)) == nil })
            try await offPool {
                try second.value.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try second.value.response()["connection"] == "close")
                first.value.reset()
            }
            #expect(await isDrained)
        }
    }
}
