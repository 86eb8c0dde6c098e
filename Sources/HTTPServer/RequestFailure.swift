/// Why the server itself refuses a request before any handler sees it.
struct RequestFailure: Error, Equatable {
    let status: Int
    /// For machines.
    let code: String
    let detail: String

    static func malformed(_ detail: String) -> RequestFailure {
        RequestFailure(status: 400, code: "bad_request", detail: detail)
    }

    static func bodyTooLarge(limit: Int) -> RequestFailure {
        RequestFailure(status: 413, code: "too_large", detail: "the body is larger than \(limit) bytes")
    }

    static let headersTooLarge = RequestFailure(
        status: 431,
        code: "too_large",
        detail: "the request line or the headers are too large"
    )
    static let tooManyHeaders = RequestFailure(status: 431, code: "too_large", detail: "there are too many headers")
    static let tooSlow = RequestFailure(status: 408, code: "timeout", detail: "the request did not arrive in time")
    static let notAnswered = RequestFailure(
        status: 503,
        code: "unavailable",
        detail: "the answer was not ready in time"
    )
    static let tooManyConnections = RequestFailure(
        status: 503,
        code: "unavailable",
        detail: "there are too many connections"
    )
    static let tooManyBytes = RequestFailure(
        status: 503,
        code: "unavailable",
        detail: "there are too many large requests at work"
    )
    static let unknownVersion = RequestFailure(
        status: 505,
        code: "version_not_supported",
        detail: "only HTTP/1.1 and HTTP/1.0 are spoken"
    )
    static let unknownCoding = RequestFailure(
        status: 501,
        code: "not_implemented",
        detail: "only the transfer coding chunked is understood"
    )
    static let unknownExpectation = RequestFailure(
        status: 417,
        code: "expectation_failed",
        detail: "only 100-continue can be expected"
    )
    static let tunnel = RequestFailure(
        status: 501,
        code: "not_implemented",
        detail: "the server is not a proxy"
    )

    /// The failure as a problem document (RFC 9457), with a request's name of its own, as the request's may not have been read. The
    /// texts are the server's own and need no escaping.
    var response: HTTPResponse {
        let body =
            #"{"type":"urn:modpilot:problem:\#(code)","title":"\#(title)","status":\#(status),"detail":"\#(detail)","code":"\#(code)"}"#
        var response = HTTPResponse(status: status, contentType: "application/problem+json", text: body)
        response.headers.append(("Cache-Control", "no-store"))
        response.headers.append(("X-Request-Id", String(UInt64.random(in: .min ... .max), radix: 16)))
        if status == 503 { response.headers.append(("Retry-After", "1")) }
        return response
    }

    private var title: String { ResponseHead.reason(status) }
}
