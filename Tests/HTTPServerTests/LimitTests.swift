import EventLoop
import HTTPServer
import Testing

@Suite struct LimitTests {
    private static let post = "POST /echo HTTP/1.1\r\nHost: x\r\n"

    @Test func `a body that is declared too large is refused before it is read`() async throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 1_000
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send(Self.post + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n")
                let answer = try client.response()
                #expect(answer.isProblem(413, "too_large"))
                #expect(answer["connection"] == "close")
                client.finishSending()
                #expect(try client.isEnded())
            }
            #expect(test.handler.started == 0)
            let fits = try await test.answer(
                to: Self.post + "Content-Length: 1000\r\n\r\n" + String(repeating: "b", count: 1_000)
            )
            #expect(fits.status == 200)
        }
    }

    @Test func `a client that sends a refused body to its end still reads why`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                let size = 40 << 20
                try client.send(Self.post + "Content-Length: \(size)\r\n\r\n")
                let piece = [UInt8](repeating: 0x62, count: 1 << 20)
                for _ in 0..<size >> 20 { try client.send(piece) }
                #expect(try client.response().isProblem(413, "too_large"))
                client.finishSending()
                #expect(try client.isEnded())
            }
        }
    }

    @Test(arguments: ["/stranger", "/stranger/late"])
    func `who is refused for the head has no body read`(path: String) async throws {
        try await TestServer.run { test in
            let port = test.port
            for (framing, leave) in [
                ("Content-Length: 9000000", ""), ("Transfer-Encoding: chunked", ""),
                ("Content-Length: 5", "Expect: 100-continue\r\n"),
            ] {
                try await offPool {
                    let client = try RawClient(port: port)
                    try client.send("POST \(path) HTTP/1.1\r\nHost: x\r\n\(leave)\(framing)\r\n\r\n")
                    let answer = try client.response()
                    #expect(answer.status == 401 && answer["connection"] == "close")
                    client.finishSending()
                    #expect(try client.isEnded())
                }
            }
            #expect(test.handler.started == 0)
            let server = test.server
            #expect(try await test.eventually { server.connectionCount == 0 })
        }
    }

    @Test(arguments: ["/friend", "/friend/late"])
    func `who is not refused for the head is answered when the body has come`(path: String) async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                for _ in 0..<3 {
                    try client.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n")
                    try client.send([UInt8](repeating: 0x62, count: 100_000))
                    try client.send([UInt8](repeating: 0x62, count: 100_000))
                    #expect(try client.response().body.count == 200_000 + "POST \(path) ".utf8.count)
                    let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                    try client.send(head)
                    #expect(try client.response().line == "HTTP/1.1 100 Continue")
                    try client.send("ab" + head + "cd")
                    #expect(try client.response().text == "POST \(path) ab")
                    #expect(try client.response().text == "POST \(path) cd")
                }
            }
        }
    }

    @Test func `a chunked body that grows too large is refused`() async throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 1_000
        try await TestServer.run(limits: limits) { test in
            let chunk = "190\r\n" + String(repeating: "c", count: 400) + "\r\n"
            let answer = try await test.answer(
                to: Self.post + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk + "0\r\n\r\n"
            )
            #expect(answer.isProblem(413, "too_large"))
        }
    }

    @Test func `the bodies of all requests together are bounded, and count until they are answered`() async throws {
        var limits = HTTPLimits()
        limits.bodyBytesInFlight = 100_000
        try await TestServer.run(loops: 2, limits: limits) { test in
            let port = test.port
            let large = Self.post + "Content-Length: 60000\r\n\r\n" + String(repeating: "b", count: 60_000)
            let hanging = try await offPool {
                let client = try RawClient(port: port)
                try client.send("POST /hang" + large.dropFirst("POST /echo".count))
                return Handoff(client)
            }
            await test.handler.hangBegins()
            #expect(try await test.answer(to: large).isProblem(503, "unavailable"))
            // Small ones still fit.
            #expect(try await test.answer(to: Self.post + "Content-Length: 3\r\n\r\nabc").status == 200)
            test.handler.letGo()
            #expect(try await offPool { try hanging.value.response().status } == 200)
            hanging.value.close()
            #expect(try await test.answer(to: large).status == 200)
            // A client that leaves in the middle of a body gives its part back.
            for _ in 0..<5 {
                let server = test.server
                let client = try await offPool {
                    let client = try RawClient(port: port)
                    try client.send(String(large.dropLast(100)))
                    return Handoff(client)
                }
                // It has to be there before it can be seen to go.
                #expect(try await test.eventually { server.connectionCount == 1 })
                client.value.reset()
                #expect(try await test.eventually { server.connectionCount == 0 })
            }
            #expect(try await test.answer(to: large).status == 200)
        }
    }

    @Test(arguments: [
        ("GARBAGE\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505, "version_not_supported"),
        ("GET / HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n", 400, "bad_request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400, "bad_request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400, "bad_request"),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", 501, "not_implemented"),
        ("POST / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n", 417, "expectation_failed"),
        ("GET /" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\n", 431, "too_large"),
        ("GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 5_000), 431, "too_large"),
    ])
    func `what is refused is told in a problem document`(text: String, status: Int, code: String) async throws {
        try await TestServer.run { test in
            let answer = try await test.answer(to: text)
            #expect(answer.isProblem(status, code))
            #expect(answer["connection"] == "close")
        }
    }

    @Test func `a refusal keeps its place behind the answers before it`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send(
                    "GET /wait/30 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\nrubbish\r\n\r\nGET /"
                )
                #expect(try client.response().text == "waited 30")
                #expect(try client.response().text == "GET /echo ")
                #expect(try client.response().isProblem(400, "bad_request"))
                client.finishSending()
                #expect(try client.isEnded())
            }
        }
    }

    @Test(arguments: ["", "GET /ec", "GET /echo HTTP/1.1\r\nHost: x\r\n"])
    func `half a request ends by the clock`(text: String) async throws {
        var limits = HTTPLimits()
        limits.requestTime = .milliseconds(150)
        limits.idleTime = .milliseconds(300)
        limits.lingerTime = .milliseconds(100)
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send(text)
                if !text.isEmpty { #expect(try client.response().isProblem(408, "timeout")) }
                #expect(try client.isEnded())
            }
            let server = test.server
            #expect(try await test.eventually { server.connectionCount == 0 })
        }
    }

    @Test func `a body that drips ends by the clock, however alive it looks`() async throws {
        var limits = HTTPLimits()
        limits.requestTime = .milliseconds(300)
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            let loop = test.group.loops[0]
            let client = try await offPool { Handoff(try RawClient(port: port)) }
            try await offPool { try client.value.send(Self.post + "Content-Length: 100000\r\n\r\n") }
            let drip = loop.spawn(throwing: {
                while true {
                    try await loop.sleep(for: .milliseconds(20))
                    try client.value.send("x")
                }
            })
            let answer = try await offPool { try client.value.response() }
            drip.cancel()
            _ = await drip.result
            #expect(answer.isProblem(408, "timeout"))
        }
    }

    @Test func `a handler that takes too long is cancelled, and the client told`() async throws {
        var limits = HTTPLimits()
        limits.handlerTime = .milliseconds(150)
        try await TestServer.run(limits: limits) { test in
            let answer = try await test.answer(to: "GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.isProblem(503, "unavailable"))
            let handler = test.handler
            #expect(try await test.eventually { handler.cancelled == 1 })
        }
    }

    @Test func `a client that does not read its answer is cut off`() async throws {
        var limits = HTTPLimits()
        limits.sendTime = .milliseconds(200)
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            let client = try await offPool {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                try client.send("GET /big/30000000 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                return Handoff(client)
            }
            let (server, handler) = (test.server, test.handler)
            #expect(try await test.eventually { handler.started == 1 })
            #expect(try await test.eventually { server.connectionCount == 0 })
            await #expect(throws: RawClient.Failure.self) { try await offPool { _ = try client.value.response() } }
            #expect(test.handler.started == 1)
        }
    }

    @Test func `a large answer reaches a slow reader whole, and the next request is served after it`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port, receiveBuffer: 4_096)
                try client.send("GET /big/8000000 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.response().body == [UInt8](repeating: 0x61, count: 8_000_000))
                #expect(try client.response().text == "GET /echo ")
            }
        }
    }

    @Test func `connections beyond the limit are refused, and admitted when others go`() async throws {
        var limits = HTTPLimits()
        limits.connections = 3
        limits.strangerTime = .seconds(60)
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            let server = test.server
            let clients = try await offPool { Handoff(try (0..<3).map { _ in try RawClient(port: port) }) }
            #expect(try await test.eventually { server.connectionCount == 3 })
            try await offPool {
                let refused = try RawClient(port: port)
                #expect(try refused.response().isProblem(503, "unavailable"))
                for client in clients.value { client.close() }
            }
            #expect(try await test.eventually { server.connectionCount == 0 })
            let answer = try await test.answer(to: "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.status == 200)
        }
    }

    @Test func `who asks takes the place of those who never asked, and of nobody else`() async throws {
        var limits = HTTPLimits()
        limits.connections = 4
        limits.strangerTime = .zero
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            let server = test.server
            try await offPool {
                let asking = try RawClient(port: port)
                try asking.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try asking.response().status == 200)
                let idle = try (0..<3).map { _ in try RawClient(port: port) }
                try idle[0].send("GET /echo HTTP/1.1\r\n")
                let next = try RawClient(port: port)
                try next.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try next.response().status == 200)
                for client in [asking, next] {
                    try client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try client.response().status == 200)
                }
                for client in idle { #expect(try client.isEnded()) }
            }
            #expect(server.connectionCount <= 2)
        }
    }

    @Test func `answers that nobody reads take no more than their bound, and small ones go on`() async throws {
        var limits = HTTPLimits()
        limits.unreadBytes = 50_000_000
        try await TestServer.run(limits: limits) { test in
            let port = test.port
            let server = test.server
            let clients = try await offPool {
                let clients = try (0..<4).map { _ in try RawClient(port: port, receiveBuffer: 4_096) }
                for client in clients { try client.send("GET /big/20000000 HTTP/1.1\r\nHost: x\r\n\r\n") }
                return Handoff(clients)
            }
            #expect(try await test.eventually { server.connectionCount == 2 })
            #expect(try await test.answer(to: "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
            try await offPool {
                let whole = clients.value.count { (try? $0.response().body.count) == 20_000_000 }
                #expect(whole == 2)
            }
            let again = try await test.answer(to: "GET /big/40000000 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(again.body.count == 40_000_000, "what was read counts no more")
        }
    }
}
