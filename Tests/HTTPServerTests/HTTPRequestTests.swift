import HTTPServer
import Testing

@Suite struct HTTPRequestTests {
    @Test(
        arguments: [
            ("/a/b", "/a/b", nil), ("/a?", "/a", ""), ("/a?b=1?c", "/a", "b=1?c"), ("/%3F?x=%26", "/%3F", "x=%26"),
            ("*", "*", nil),
        ] as [(String, String, String?)]
    )
    func `a target splits at its first question mark`(target: String, path: String, query: String?) {
        let request = HTTPRequest(method: "GET", target: target)
        #expect(request.path == path)
        #expect(request.query.map(String.init) == query)
    }

    @Test func `headers are found in any case, first one first`() {
        let headers = HTTPHeaders([("Accept", "a"), ("X-Id", "1"), ("x-id", "2"), ("Latin", "caf\u{e9}")])
        #expect(headers["ACCEPT"] == "a")
        #expect(headers["x-ID"] == "1")
        #expect(headers.values(of: "X-ID") == ["1", "2"])
        #expect(headers["Accep"] == nil)
        #expect(headers.all.map(\.name) == ["Accept", "X-Id", "x-id", "Latin"])
        #expect(headers["latin"] == "caf\u{e9}")
    }
}
