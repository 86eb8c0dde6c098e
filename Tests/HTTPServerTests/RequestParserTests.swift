import Testing

@testable import HTTPServer

@Suite struct RequestParserTests {
    private static let three =
        "POST /a?b=%2F HTTP/1.1\r\nHost: x\r\nX-Test:  one two \t\r\nContent-Length: 5\r\n\r\nhello"
        + "\r\nGET http://h:80/p?q HTTP/1.1\r\nhost:\r\n\r\n"
        + "PUT /c HTTP/1.1\r\nHost: x\r\ntransfer-encoding: Chunked\r\n\r\n"
        + "3;x=y\r\nabc\r\n0a\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"

    @Test(arguments: 1...131)
    func `requests are the same however their bytes are cut`(size: Int) throws {
        let bytes = Array(Self.three.utf8)
        var parser = RequestParser(limits: HTTPLimits())
        var found: [(head: RequestHead, body: [UInt8])] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(bytes.count, start + size)])
            var index = 0
            while index < piece.count {
                if let request = try parser.take(piece.span, from: &index) { found.append(request) }
            }
        }
        #expect(found.map(\.head.method) == ["POST", "GET", "PUT"])
        #expect(found.map(\.head.target) == ["/a?b=%2F", "/p?q", "/c"])
        #expect(found.map { String(decoding: $0.body, as: UTF8.self) } == ["hello", "", "abc0123456789"])
        let first = try #require(found.first)
        #expect(first.head.headers["x-TEST"] == "one two")
        #expect(first.head.headers.count == 3)
        #expect(first.head.headers["absent"] == nil)
    }

    @Test(arguments: [
        ("GET /\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400),
        ("GET / FTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET http:///x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("G\0T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("(GET) / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("\u{1}\u{2}\u{3}\r\n\r\n", 400),
        ("CONNECT h:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        ("GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nName\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nName : v\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n folded\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999999\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", 417),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", 413),
    ])
    func `what is malformed or ambiguous is refused`(text: String, status: Int) {
        for size in [1, 7, 1_000] {
            #expect(Self.failure(of: text, pieces: size)?.status == status)
        }
    }

    @Test func `heads and trailers are bounded`() {
        var limits = HTTPLimits()
        limits.headBytes = 200
        limits.headerCount = 3
        let long = String(repeating: "a", count: 300)
        for size in [1, 64, 10_000] {
            #expect(Self.failure(of: "GET /\(long)", limits, pieces: size)?.status == 414)
            #expect(Self.failure(of: "GET / HTTP/1.1\r\nHost: \(long)", limits, pieces: size)?.status == 431)
            let many = "GET / HTTP/1.1\r\nHost: x\r\na: b\r\na: b\r\na: b\r\n\r\n"
            #expect(Self.failure(of: many, limits, pieces: size)?.status == 431)
            let chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0"
            #expect(Self.failure(of: "\(chunked);\(long)", limits, pieces: size)?.status == 431)
            #expect(Self.failure(of: "\(chunked)\r\nT: \(long)", limits, pieces: size)?.status == 431)
        }
    }

    @Test func `a head of exactly the limit is taken`() throws {
        var limits = HTTPLimits()
        let text = "GET /exact HTTP/1.1\r\nHost: x\r\n\r\n"
        limits.headBytes = text.utf8.count
        #expect(Self.failure(of: text, limits, pieces: 5) == nil)
        limits.headBytes -= 1
        #expect(Self.failure(of: text, limits, pieces: 5)?.status == 431)
    }

    @Test func `a chunked body is bounded over all its chunks`() {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(Self.failure(of: head + "5\r\n12345\r\n5\r\n12345\r\n0\r\n\r\n", limits, pieces: 3) == nil)
        #expect(Self.failure(of: head + "5\r\n12345\r\n6\r\n", limits, pieces: 3)?.status == 413)
    }

    @Test func `the connection is kept as the version and the client say`() throws {
        let cases: [(String, String, Bool)] = [
            ("1.1", "", true), ("1.1", "Connection: close\r\n", false), ("1.1", "Connection: x, CLOSE \r\n", false),
            ("1.1", "Connection: closed\r\n", true), ("1.0", "", false), ("1.0", "Connection: Keep-Alive\r\n", true),
        ]
        for (version, line, keeps) in cases {
            let text = "GET / HTTP/\(version)\r\nHost: x\r\n\(line)\r\n"
            #expect(try HeadParser.parse(Array(text.utf8), limits: HTTPLimits()).keepsAlive == keeps)
        }
    }

    /// How the parser refuses `text`, if it does.
    private static func failure(
        of text: String,
        _ limits: HTTPLimits = HTTPLimits(),
        pieces size: Int
    ) -> RequestFailure? {
        let bytes = Array(text.utf8)
        var parser = RequestParser(limits: limits)
        do throws(RequestFailure) {
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = Array(bytes[start..<min(bytes.count, start + size)])
                var index = 0
                while index < piece.count { _ = try parser.take(piece.span, from: &index) }
            }
            return nil
        } catch {
            return error
        }
    }
}
