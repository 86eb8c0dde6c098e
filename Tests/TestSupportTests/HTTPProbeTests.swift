import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPProbeTests {
    @Test
    func `an answer's status, headers and body are read, and JSON looked into`() async throws {
        try await withServer { probe in
            let answer = try await probe.call("GET", "/item.json")
            #expect(answer.status == 200)
            #expect(answer.header("content-TYPE") == "application/json")
            #expect(try answer.json["items"][0]["id"].string == "a")
            #expect(try answer.json["items"][0]["n"].int == 7)
            #expect(try answer.json["items"][0]["yes"].bool == true)
            #expect(try answer.json["items"][1] == .missing)
            #expect(try await probe.call("GET", "/none").status == 404)
            #expect(try await probe.call("HEAD", "/item.json").body.isEmpty)
        }
    }

    @Test
    func `requests sent as raw bytes are answered one by one`() async throws {
        try await withServer { probe in
            let request = "GET /item.json HTTP/1.1\r\nHost: x\r\n\r\n"
            try await probe.sendRaw(Array((request + request).utf8))
            #expect(try await probe.receive().status == 200)
            #expect(try await probe.receive().text.hasPrefix("{"))
        }
    }

    private func withServer(_ body: (HTTPProbe) async throws -> Void) async throws {
        let folder = try Folder("http")
        let held = try HeldPort()
        let port = held.number
        let script = """
            import http.server, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_GET(self):
                    body = b'{"items":[{"id":"a","n":7,"yes":true}]}'
                    found = self.path == "/item.json"
                    self.send_response(200 if found else 404)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    if self.command != "HEAD": self.wfile.write(body)
                do_HEAD = do_GET
            http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
            """
        let server = try await ChildProcess.start("python3", ["-c", script, "\(port)"], output: folder.path("log"))
        try await server.ready("the test's server listens", within: .seconds(10), log: folder.text("log")) {
            _ = try LoopbackSocket(port: port)
            return true
        }
        let probe = HTTPProbe(port: port)
        try await body(probe)
        probe.close()
        try await server.kill()
    }
}
