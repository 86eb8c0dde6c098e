import EventLoop
import HTTPServer
import Testing

@Suite struct LeavingClientTests {
    private static let hang = "GET /hang HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test(arguments: ["close", "reset", "half"])
    func `a handler learns that its client has gone`(how: String) async throws {
        try await TestServer.run { test in
            let port = test.port
            let client = try await offPool {
                let client = try RawClient(port: port)
                try client.send(Self.hang)
                return Handoff(client)
            }
            await test.handler.hangBegins()
            switch how {
            case "close": client.value.close()
            case "reset": client.value.reset()
            default: client.value.finishSending()
            }
            let (handler, server) = (test.handler, test.server)
            #expect(try await test.eventually { handler.cancelled == 1 })
            if how == "half" {
                // It still listens, so it is answered.
                #expect(try await offPool { try client.value.response().text } == "hung")
            }
            #expect(try await test.eventually { server.connectionCount == 0 })
        }
    }

    @Test(arguments: ["close", "reset", "half"])
    func `what does not end with its client goes on, whatever that does`(how: String) async throws {
        try await TestServer.run { test in
            let port = test.port
            let client = try await offPool {
                let client = try RawClient(port: port)
                try client.send("GET /hang/on HTTP/1.1\r\nHost: x\r\n\r\n")
                return Handoff(client)
            }
            await test.handler.hangBegins()
            let (handler, server) = (test.handler, test.server)
            switch how {
            case "close": client.value.close()
            case "reset": client.value.reset()
            default: client.value.finishSending()
            }
            if how == "reset" { #expect(try await test.eventually { server.connectionCount == 0 }) }
            // Answered by the same loop behind the end of the client's input.
            for _ in 0..<4 {
                let answer = try await test.answer(to: "GET /wait/5 HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(answer.status == 200)
            }
            handler.letGo()
            #expect(try await test.eventually { handler.finished == handler.started })
            #expect(handler.cancelled == 0)
            if how == "half" { #expect(try await offPool { try client.value.response().text } == "hung") }
            #expect(try await test.eventually { server.connectionCount == 0 })
        }
    }

    @Test func `a client that stops sending gets all answers it asked for`() async throws {
        try await TestServer.run { test in
            let port = test.port
            try await offPool {
                let client = try RawClient(port: port)
                let text = "GET /wait/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\n\r\n"
                try client.send(text + text + "GET /unfinished")
                client.finishSending()
                for _ in 0..<4 { #expect(try client.response().status == 200) }
                #expect(try client.isEnded())
            }
        }
    }

    @Test func `four thousand clients that leave at random moments leave nothing behind`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        try await TestServer.run(loops: 2) { test in
            let port = test.port
            try await withThrowingTaskGroup { group in
                for worker in 0..<8 {
                    group.addTask {
                        try await offPool {
                            var random = SeededRandom(seed: seed &+ UInt64(worker))
                            for _ in 0..<500 { try Self.comeAndGo(port: port, &random) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let (handler, server) = (test.handler, test.server)
            #expect(try await test.eventually { server.connectionCount == 0 }, "seed \(seed)")
            #expect(
                try await test.eventually {
                    handler.started == handler.finished
                },
                "seed \(seed)"
            )
            let answer = try await test.answer(to: "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.text == "GET /echo ")
        }
    }

    /// One client: some requests, cut anywhere, some answers read, then gone in one of three ways.
    private static func comeAndGo(port: Int, _ random: inout SeededRandom) throws {
        let client = try RawClient(port: port, receiveBuffer: Bool.random(using: &random) ? 4_096 : nil)
        let paths = ["/hang", "/wait/1", "/wait/3", "/echo", "/big/300000"]
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            text += "GET \(paths.randomElement(using: &random) ?? "/echo") HTTP/1.1\r\nHost: x\r\n\r\n"
        }
        let end = Int.random(in: 0...text.utf8.count, using: &random)
        let middle = Int.random(in: 0...end, using: &random)
        try? client.send(Array(text.utf8.prefix(middle)))
        try? client.send(Array(text.utf8.prefix(end).dropFirst(middle)))
        if text.hasPrefix("GET /echo"), end > 40 { _ = try client.response() }
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            client.close()
        case 1:
            client.reset()
        default:
            client.finishSending()
            if Bool.random(using: &random) { client.reset() }
        }
    }
}
