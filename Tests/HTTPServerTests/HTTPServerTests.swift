import EventLoop
import HTTPServer
import Testing

@Suite struct HTTPServerTests {
    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func `every method reaches the handler`(method: String) async throws {
        try await TestServer.run { test in
            let request = "\(method) /echo?a=%20b HTTP/1.1\r\nHost: x\r\nX-Test: y\r\nContent-Length: 3\r\n\r\nabc"
            let answer = try await test.answer(to: request)
            #expect(answer.line == "HTTP/1.1 200 OK")
            #expect(answer.text == "\(method) /echo?a=%20b abc")
            #expect(answer["x-seen"] == "y")
            #expect(answer["connection"] == nil)
            #expect(answer["date"]?.hasSuffix(" GMT") == true)
        }
    }

    @Test(arguments: ["HEAD", "TRACE", "BREW"])
    func `the body of a method that has none is not taken for a request`(method: String) async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send(
                    "\(method) /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 31\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n"
                )
                let first = try client.response(isHead: method == "HEAD")
                #expect(first.status == 200)
                #expect(method == "HEAD" || first.text.hasPrefix("\(method) /echo GET /echo HTTP"))
                client.finishSending()
                #expect(try client.isEnded())
            }
            #expect(test.handler.started == 1)
        }
    }

    @Test func `HEAD gets the head alone`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\nHEAD /big/9 HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.response(isHead: true)["content-length"] == "11")
                #expect(try client.response(isHead: true)["content-length"] == "9")
                try client.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.response().status == 204)
            }
        }
    }

    @Test func `a header value cannot write headers of its own`() async throws {
        try await TestServer.run { test in
            let answer = try await test.answer(to: "GET /evil HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer["x"] == "a  Evil: b ")
            #expect(answer["evil"] == nil)
        }
    }

    @Test func `HTTP 1 0 closes unless asked to keep the connection`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try client.response()["connection"] == "keep-alive")
                try client.send("GET /echo HTTP/1.0\r\n\r\n")
                #expect(try client.response()["connection"] == "close")
                #expect(try client.isEnded())
            }
        }
    }

    @Test func `a client that says close is answered and let go`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /wait/20 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                let answer = try client.response()
                #expect(answer.text == "waited 20")
                #expect(answer["connection"] == "close")
                #expect(try client.isEnded())
            }
            let server = test.server
            #expect(try await test.eventually { server.connectionCount == 0 })
        }
    }

    @Test func `a body may come byte by byte, and leave to send it is given once`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                let head = "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
                for byte in head.utf8 { try client.send([byte]) }
                #expect(try client.response().line == "HTTP/1.1 100 Continue")
                for byte in "hello".utf8 { try client.send([byte]) }
                #expect(try client.response().text == "POST /echo hello")
                // A client that does not wait for leave gets none.
                try client.send(head + "world")
                #expect(try client.response().text == "POST /echo world")
            }
        }
    }

    @Test func `a chunked body arrives whole`() async throws {
        try await TestServer.run { test in
            let head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answer = try await test.answer(to: head + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
            #expect(answer.text == "POST /echo hello world")
        }
    }

    @Test func `pipelined requests are answered in order, whatever each takes`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                let paths = ["/wait/40", "/echo", "/wait/5", "/none", "/wait/0", "/echo"]
                let rounds = 20
                let text = paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
                try client.send(String(repeating: text, count: rounds))
                let wanted = ["waited 40", "GET /echo ", "waited 5", "", "waited 0", "GET /echo "]
                for _ in 0..<rounds {
                    for text in wanted { #expect(try client.response().text == text) }
                }
            }
        }
    }

    @Test func `ten thousand pipelined requests are answered, and reading pauses meanwhile`() async throws {
        try await TestServer.run { test in
            let port = test.port
            let answered = try await offPool {
                let client = try RawClient(port: port)
                var answered = 0
                for _ in 0..<20 {
                    try client.send(String(repeating: "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n", count: 500))
                    try client.send(String(repeating: "GET /wait/0 HTTP/1.1\r\nHost: x\r\n\r\n", count: 2))
                }
                for _ in 0..<20 * 502 where try client.response().status == 200 { answered += 1 }
                return answered
            }
            #expect(answered == 20 * 502)
        }
    }

    @Test func `all loops of a server share one port`() async throws {
        try await TestServer.run(loops: 2) { test in
            let port = test.port
            for _ in 0..<50 {
                let answer = try await test.answer(to: "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(answer.status == 200)
            }
            #expect(throws: HTTPServerError.addressInUse(host: "127.0.0.1", port: port)) {
                try HTTPServer(group: test.group, host: "127.0.0.1", port: port, handler: test.handler)
            }
        }
    }

    @Test func `an address that is none is refused`() throws {
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        #expect(throws: HTTPServerError.unknownAddress(host: "192.0.2.1")) {
            try HTTPServer(group: group, host: "192.0.2.1", port: 0, handler: TestHandler())
        }
        #expect(throws: HTTPServerError.unknownAddress(host: "not an address")) {
            try HTTPServer(group: group, host: "not an address", port: 0, handler: TestHandler())
        }
    }
}
