import CLibevent
import Glibc

/// Copies a request out of evhttp, and refuses what evhttp takes although two readers could understand it differently
/// (RFC 9112). evhttp has read the body by then, by its own understanding; the connection ends with the refusal.
enum RequestReader {
    /// `request` must be one that evhttp has just handed over.
    static func read(
        _ request: UnsafeMutablePointer<evhttp_request>,
        limits: HTTPLimits
    ) throws(RequestFailure) -> HTTPRequest {
        guard unsafe request.pointee.major == 1, unsafe 0...1 ~= request.pointee.minor else { throw .unknownVersion }
        guard unsafe request.pointee.type != EVHTTP_REQ_CONNECT else { throw .tunnel }
        let headers = try unsafe headers(of: request, limits: limits)
        try check(headers, isOld: unsafe request.pointee.minor == 0)
        return HTTPRequest(
            method: unsafe method(request.pointee.type),
            target: try unsafe target(of: request),
            headers: headers,
            body: unsafe body(of: request),
            remoteAddress: unsafe request.pointee.remote_host.map { unsafe String(cString: $0) } ?? ""
        )
    }

    /// evhttp takes the body of some methods for the next request.
    static func hasUnreadBody(_ request: UnsafeMutablePointer<evhttp_request>) -> Bool {
        switch unsafe request.pointee.type {
        case EVHTTP_REQ_GET, EVHTTP_REQ_POST, EVHTTP_REQ_PUT, EVHTTP_REQ_DELETE, EVHTTP_REQ_PATCH,
            EVHTTP_REQ_OPTIONS:
            return false
        default:
            let headers = unsafe evhttp_request_get_input_headers(request)
            return unsafe evhttp_find_header(headers, "Content-Length") != nil
                || evhttp_find_header(headers, "Transfer-Encoding") != nil
        }
    }

    /// evhttp forgets the names of methods it does not know.
    private static func method(_ type: evhttp_cmd_type) -> String {
        switch type {
        case EVHTTP_REQ_GET: "GET"
        case EVHTTP_REQ_POST: "POST"
        case EVHTTP_REQ_PUT: "PUT"
        case EVHTTP_REQ_DELETE: "DELETE"
        case EVHTTP_REQ_PATCH: "PATCH"
        case EVHTTP_REQ_HEAD: "HEAD"
        case EVHTTP_REQ_OPTIONS: "OPTIONS"
        case EVHTTP_REQ_TRACE: "TRACE"
        default: "UNKNOWN"
        }
    }

    private static func target(of request: UnsafeMutablePointer<evhttp_request>) throws(RequestFailure) -> String {
        let raw = unsafe request.pointee.uri.map { unsafe String(cString: $0) } ?? ""
        guard raw.utf8.allSatisfy(ASCII.isVisible) else {
            throw .malformed("the request target holds characters that must be percent-encoded")
        }
        if raw.utf8.first == UInt8(ascii: "/") || raw == "*" { return raw }
        // The absolute form names scheme and host before the path; every server has to take it.
        guard let elements = unsafe request.pointee.uri_elems,
            let scheme = unsafe evhttp_uri_get_scheme(elements),
            let host = unsafe evhttp_uri_get_host(elements), unsafe host.pointee != 0,
            unsafe ["http", "https"].contains(String(cString: scheme).lowercased())
        else {
            throw .malformed("the request target is neither a path nor an http URL")
        }
        let path = unsafe evhttp_uri_get_path(elements).map { unsafe String(cString: $0) } ?? ""
        let query = unsafe evhttp_uri_get_query(elements).map { unsafe "?" + String(cString: $0) } ?? ""
        return (path.isEmpty ? "/" : path) + query
    }

    private static func body(of request: UnsafeMutablePointer<evhttp_request>) -> [UInt8] {
        let input = unsafe evhttp_request_get_input_buffer(request)
        let size = unsafe evbuffer_get_length(input)
        guard size > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, unsafe Int(evbuffer_remove(input, buffer.baseAddress, size)))
        }
    }

    private static func headers(
        of request: UnsafeMutablePointer<evhttp_request>,
        limits: HTTPLimits
    ) throws(RequestFailure) -> HTTPHeaders {
        var bytes: [UInt8] = []
        var lines: [HTTPHeaders.Line] = []
        bytes.reserveCapacity(512)
        lines.reserveCapacity(12)
        var next = unsafe evhttp_request_get_input_headers(request)?.pointee.tqh_first
        while let header = unsafe next {
            guard lines.count < limits.headerCount else { throw .tooManyHeaders }
            let name = unsafe append(header.pointee.key, to: &bytes)
            let value = unsafe append(header.pointee.value, to: &bytes)
            lines.append(HTTPHeaders.Line(name: name, value: value))
            guard !name.isEmpty, bytes[Int(name.lowerBound)..<Int(name.upperBound)].allSatisfy(ASCII.isToken),
                bytes[Int(value.lowerBound)...].allSatisfy(ASCII.isFieldValue)
            else {
                throw .malformed("a header line has no name, or holds control characters")
            }
            unsafe next = header.pointee.next.tqe_next
        }
        return HTTPHeaders(bytes: bytes, lines: lines)
    }

    private static func append(_ text: UnsafeMutablePointer<CChar>?, to bytes: inout [UInt8]) -> Range<Int32> {
        let start = Int32(bytes.count)
        // evhttp ends its strings with a zero.
        if let text = unsafe text {
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: text, count: strlen(text)))
        }
        return start..<Int32(bytes.count)
    }

    private static func check(_ headers: HTTPHeaders, isOld: Bool) throws(RequestFailure) {
        let hosts = headers.count(of: "host")
        guard hosts == 1 || (hosts == 0 && isOld) else { throw .malformed("there is not exactly one Host header") }
        let lengths = headers.count(of: "content-length")
        guard lengths <= 1 else { throw .malformed("there are several Content-Length headers") }
        if lengths == 1, !(headers["content-length"] ?? "").utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
            throw .malformed("Content-Length is not a number")
        }
        let codings = headers.count(of: "transfer-encoding")
        if codings > 0 {
            guard lengths == 0, !isOld else {
                throw .malformed("Transfer-Encoding cannot stand with Content-Length or in HTTP/1.0")
            }
            guard codings == 1, headers["transfer-encoding"]?.lowercased() == "chunked" else { throw .unknownCoding }
        }
        if let expected = headers["expect"], expected.lowercased() != "100-continue" { throw .unknownExpectation }
    }
}
