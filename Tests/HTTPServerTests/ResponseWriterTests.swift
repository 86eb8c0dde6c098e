import Testing

@testable import HTTPServer

@Suite struct ResponseWriterTests {
    private func text(_ response: HTTPResponse, _ framing: ResponseWriter.Framing = .init()) -> String {
        var output: [UInt8] = []
        ResponseWriter.append(response, framing, date: Array("Date: D\r\n".utf8), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `a response has its length and its date`() {
        let response = HTTPResponse(status: 200, contentType: "text/plain", text: "hi")
        #expect(
            text(response)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
        )
        #expect(text(HTTPResponse(status: 404)) == "HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `an answer to HEAD tells the length and leaves the body out`() {
        let response = HTTPResponse(status: 200, body: [UInt8](repeating: 0, count: 1_234))
        #expect(
            text(response, .init(isHead: true)) == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 1234\r\n\r\n"
        )
    }

    @Test func `204 has neither body nor length`() {
        #expect(
            text(HTTPResponse(status: 204, body: [1]), .init(closes: true))
                == "HTTP/1.1 204 No Content\r\nDate: D\r\nConnection: close\r\n\r\n"
        )
    }

    @Test func `a header value cannot write headers of its own`() {
        let response = HTTPResponse(status: 204, headers: [("X", "a\r\nEvil: b\0")])
        #expect(text(response) == "HTTP/1.1 204 No Content\r\nDate: D\r\nX: a  Evil: b \r\n\r\n")
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func `a date is written as RFC 9110 wants it`(second: Int, text: String) {
        #expect(DateLine.text(of: second) == text)
    }
}
