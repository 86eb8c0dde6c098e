import Testing

@testable import HTTPClient

@Suite struct ResponseHeadTests {
    private func head(_ text: String) throws(LoadError) -> ResponseHead? {
        let bytes = Array(text.utf8)
        return try ResponseHead(bytes.span)
    }

    @Test(arguments: ["Content-Length", "content-length", "CONTENT-LENGTH"])
    func `the length of the body is found in any spelling`(name: String) throws {
        let text = "HTTP/1.1 200 OK\r\nDate: today\r\n\(name): 12\r\nX: y\r\n\r\n"
        let head = try #require(try head(text + "{}"))
        #expect(head.status == 200)
        #expect(head.length == text.utf8.count)
        #expect(head.contentLength == 12)
    }

    @Test func `every beginning of a head is one that goes on`() throws {
        let text = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
        for length in 0..<text.utf8.count {
            #expect(try head(String(decoding: text.utf8.prefix(length), as: UTF8.self)) == nil, "\(length) bytes")
        }
        #expect(try head(text)?.status == 503)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nX-Content-Length: 3\r\n\r\n", "HTTP/1.1 OK\r\nContent-Length: 3\r\n\r\n", "\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    ])
    func `a head that does not say where the answer ends is refused`(text: String) {
        #expect(throws: LoadError.self) { try head(text) }
    }

    @Test func `a head without end is refused`() {
        #expect(throws: LoadError.self) { try head(String(repeating: "X: y\r\n", count: 3_000)) }
    }
}
