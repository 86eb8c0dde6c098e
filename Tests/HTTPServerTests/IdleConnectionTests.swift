import EventLoop
import HTTPServer
import Testing

@Suite struct IdleConnectionTests {
    @Test func `five thousand idle connections do not keep others from being served`() async throws {
        // Both ends are in this process.
        #expect(ProcessControl.raiseOpenFileLimit(to: 12_000) >= 12_000)
        try await TestServer.run(loops: 2) { test in
            let port = test.port
            let server = test.server
            let idle = try await offPool {
                Handoff(try (0..<5_000).map { _ in try RawClient(port: port) })
            }
            #expect(try await test.eventually { server.connectionCount == 5_000 })
            for _ in 0..<200 {
                let answer = try await test.answer(to: "GET /wait/1 HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(answer.status == 200)
            }
            // Each of them can still speak.
            try await offPool {
                for client in idle.value { try client.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n") }
                for client in idle.value { #expect(try client.response().status == 200) }
                for client in idle.value { client.close() }
            }
            #expect(try await test.eventually { server.connectionCount == 0 })
        }
    }
}
