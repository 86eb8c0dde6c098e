import Testing

@testable import HTTPServer

/// What a request is must not depend on the pieces in which its bytes come, and nothing that comes may trap.
@Suite struct RequestParserTests {
    private static let limits = {
        var limits = HTTPLimits()
        limits.headBytes = 400
        limits.headerCount = 6
        limits.bodyBytes = 300
        return limits
    }()

    private static let wellFormed = [
        "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        "PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\na\r\n0123456789\r\n0\r\nT: v\r\n\r\n",
        "\r\nHEAD * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    ]

    /// The requests in `pieces`, and what ended the reading.
    private static func read(_ pieces: [ArraySlice<UInt8>]) -> (requests: [String], failure: RequestFailure?) {
        var parser = RequestParser(limits: limits)
        var input = InputBuffer()
        var requests: [String] = []
        for piece in pieces {
            input.append(contentsOf: piece)
            do throws(RequestFailure) {
                reading: while true {
                    switch try parser.next(&input) {
                    case .incomplete: break reading
                    case .head: continue
                    case .request(let head, let body):
                        let lines = head.headers.all.map { "\($0.name)=\($0.value)" }
                        requests.append("\(head.method) \(head.target) \(head.closes) \(lines) \(body)")
                    }
                }
            } catch {
                return (requests, error)
            }
        }
        return (requests, nil)
    }

    private static func pieces(of bytes: [UInt8], _ random: inout SeededRandom) -> [ArraySlice<UInt8>] {
        var rest = bytes[...]
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...12, using: &random))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    @Test func `requests are the same in whatever pieces they come`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            let texts = (0..<4).map { _ in Self.wellFormed.randomElement(using: &random) ?? "" }
            let bytes = Array(texts.joined().utf8)
            let whole = Self.read([bytes[...]])
            #expect(whole.requests.count == 4 && whole.failure == nil)
            #expect(Self.read(Self.pieces(of: bytes, &random)).requests == whole.requests)
            #expect(Self.read(bytes.indices.map { bytes[$0...$0] }).requests == whole.requests)
        }
    }

    @Test func `damaged requests are read alike in whatever pieces they come`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        let odd: [UInt8] = [0, 9, 10, 13, 32, 43, 45, 48, 58, 59, 88, 102, 127, 255]
        for _ in 0..<20_000 {
            var bytes = Array((0..<2).map { _ in Self.wellFormed.randomElement(using: &random) ?? "" }.joined().utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = odd.randomElement(using: &random) ?? 0
                case 1: bytes.insert(odd.randomElement(using: &random) ?? 0, at: index)
                case 2 where bytes.count > 1: bytes.remove(at: index)
                default: bytes[index] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let whole = Self.read([bytes[...]])
            let split = Self.read(Self.pieces(of: bytes, &random))
            #expect(whole.requests == split.requests && whole.failure == split.failure, "seed \(seed): \(bytes)")
        }
    }

    @Test func `random bytes end in a refusal or in nothing`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<5_000 {
            let length = Int.random(in: 1...600, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Self.read([bytes[...]]).requests.isEmpty, "seed \(seed)")
        }
    }

    @Test func `what has no end is refused before it grows`() {
        let head = Array(String(repeating: "a", count: 401).utf8)
        #expect(Self.read([head[...]]).failure?.status == 431)
        let line = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;"
        let extensions = Array((line + String(repeating: "a", count: 500)).utf8)
        #expect(Self.read([extensions[...]]).failure?.status == 413)
        let many = Array((line.dropLast(2) + String(repeating: "1;aaaaaaaaaaaaaaaa\r\nx\r\n", count: 299)).utf8)
        #expect(Self.read([many[...]]).failure?.status == 413)
    }
}
