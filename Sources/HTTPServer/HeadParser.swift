/// Reads a complete request head, strictly: what two readers could understand differently is refused (RFC 9112).
///
/// So no bare line ends, no folded lines, no blank before a colon, no second `Content-Length`, none together with
/// `Transfer-Encoding`, and exactly one `Host` in HTTP/1.1.
struct HeadParser {
    private let bytes: [UInt8]
    private let limits: HTTPLimits
    private var index = 0
    private var head = RequestHead()
    private var lines: [HTTPHeaders.Line] = []
    private var hosts = 0
    private var length: Int?
    private var isChunked = false
    private var isUnknownCoding = false

    /// `bytes` ends with the empty line.
    static func parse(_ bytes: [UInt8], limits: HTTPLimits) throws(RequestFailure) -> RequestHead {
        var parser = HeadParser(bytes: bytes, limits: limits)
        return try parser.parse()
    }

    private init(bytes: [UInt8], limits: HTTPLimits) {
        self.bytes = bytes
        self.limits = limits
        lines.reserveCapacity(12)
    }

    private mutating func parse() throws(RequestFailure) -> RequestHead {
        try parseMethod()
        try parseTarget()
        try parseVersion()
        while bytes[index] != ASCII.carriageReturn {
            try parseLine()
        }
        try endLine()
        head.headers = HTTPHeaders(bytes: bytes, lines: lines)
        try settle()
        return head
    }

    // MARK: - The request line

    private mutating func parseMethod() throws(RequestFailure) {
        let start = index
        while ASCII.isToken(bytes[index]) { index += 1 }
        guard index > start, index - start <= 32, bytes[index] == ASCII.space else {
            throw .malformed("the request line does not begin with a method")
        }
        head.method = String(decoding: bytes[start..<index], as: UTF8.self)
        index += 1
    }

    private mutating func parseTarget() throws(RequestFailure) {
        var start = index
        while ASCII.isVisible(bytes[index]) { index += 1 }
        guard index > start, bytes[index] == ASCII.space else {
            throw .malformed("the request target holds characters that must be percent-encoded")
        }
        guard head.method != "CONNECT" else { throw .tunnel }
        if bytes[start] != UInt8(ascii: "/"), !(index - start == 1 && bytes[start] == UInt8(ascii: "*")) {
            start = try skipAuthority(start..<index)
        }
        head.target = start == index ? "/" : String(decoding: bytes[start..<index], as: UTF8.self)
        if head.target.utf8.first == UInt8(ascii: "?") { head.target = "/" + head.target }
        index += 1
    }

    /// The absolute form names scheme and host before the path; every server has to take it.
    private func skipAuthority(_ range: Range<Int>) throws(RequestFailure) -> Int {
        for scheme in ["http://", "https://"] as [StaticString] {
            let end = range.lowerBound + scheme.utf8CodeUnitCount
            guard end < range.upperBound, ASCII.equals(bytes[range.lowerBound..<end], scheme) else { continue }
            let rest = bytes[end..<range.upperBound]
            let mark = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? range.upperBound
            if mark > end { return mark }
        }
        throw .malformed("the request target is neither a path nor an http URL")
    }

    private mutating func parseVersion() throws(RequestFailure) {
        let start = index
        while bytes[index] > ASCII.space { index += 1 }
        let version = bytes[start..<index]
        switch version.count {
        case 8 where version.starts(with: "HTTP/1.".utf8) && version.last == UInt8(ascii: "1"):
            head.minorVersion = 1
        case 8 where version.starts(with: "HTTP/1.".utf8) && version.last == UInt8(ascii: "0"):
            head.minorVersion = 0
            head.keepsAlive = false
        case 6... where version.starts(with: "HTTP/".utf8):
            throw .unknownVersion
        default:
            throw .malformed("the request line does not end with an HTTP version")
        }
        try endLine()
    }

    private mutating func endLine() throws(RequestFailure) {
        guard bytes[index] == ASCII.carriageReturn, bytes[index + 1] == ASCII.lineFeed else {
            throw .malformed("a line does not end with CR LF, or holds control characters")
        }
        index += 2
    }

    // MARK: - Header lines

    private mutating func parseLine() throws(RequestFailure) {
        guard lines.count < limits.headerCount else { throw .tooManyHeaders }
        let start = index
        while ASCII.isToken(bytes[index]) { index += 1 }
        let name = start..<index
        guard !name.isEmpty, bytes[index] == ASCII.colon else {
            throw .malformed("a header line does not begin with a name and a colon")
        }
        index += 1
        while Self.isBlank(bytes[index]) { index += 1 }
        let valueStart = index
        while ASCII.isFieldValue(bytes[index]) { index += 1 }
        var valueEnd = index
        while valueEnd > valueStart, Self.isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        try endLine()
        lines.append(
            HTTPHeaders.Line(
                name: Int32(name.lowerBound)..<Int32(name.upperBound),
                value: Int32(valueStart)..<Int32(valueEnd)
            )
        )
        try note(bytes[name], bytes[valueStart..<valueEnd])
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ASCII.space || byte == ASCII.tab
    }

    /// Takes in the few headers that steer the connection.
    private mutating func note(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(RequestFailure) {
        switch name.count {
        case 4 where ASCII.equals(name, "host"):
            hosts += 1
        case 6 where ASCII.equals(name, "expect"):
            guard ASCII.equals(value, "100-continue") else { throw .unknownExpectation }
            head.expectsContinue = true
        case 10 where ASCII.equals(name, "connection"):
            noteConnection(value)
        case 14 where ASCII.equals(name, "content-length"):
            try noteLength(value)
        case 17 where ASCII.equals(name, "transfer-encoding"):
            // A second coding, listed or on a line of its own, is none that the server knows.
            isUnknownCoding = isChunked || !ASCII.equals(value, "chunked")
            isChunked = true
        default:
            break
        }
    }

    private mutating func noteConnection(_ value: ArraySlice<UInt8>) {
        for option in value.split(separator: UInt8(ascii: ",")) {
            let trimmed = option.drop(while: Self.isBlank)
            let end = trimmed.lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? trimmed.startIndex
            if ASCII.equals(trimmed[..<end], "close") {
                head.keepsAlive = false
                return
            }
            if head.minorVersion == 0, ASCII.equals(trimmed[..<end], "keep-alive") { head.keepsAlive = true }
        }
    }

    private mutating func noteLength(_ value: ArraySlice<UInt8>) throws(RequestFailure) {
        guard length == nil else { throw .malformed("there are several Content-Length headers") }
        guard !value.isEmpty, value.allSatisfy({ $0 &- 0x30 < 10 }) else {
            throw .malformed("Content-Length is not a number")
        }
        var number = 0
        for digit in value {
            number = number * 10 + Int(digit - 0x30)
            // Far below overflow, and before anything of the body is read.
            guard number <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
        }
        length = number
    }

    /// What only the whole head can tell.
    private mutating func settle() throws(RequestFailure) {
        guard hosts == 1 || (hosts == 0 && head.minorVersion == 0) else {
            throw .malformed("there is not exactly one Host header")
        }
        if isChunked {
            guard length == nil, head.minorVersion == 1 else {
                throw .malformed("Transfer-Encoding cannot stand with Content-Length or in HTTP/1.0")
            }
            guard !isUnknownCoding else { throw .unknownCoding }
            head.body = .chunked
        } else if let length, length > 0 {
            head.body = .length(length)
        }
        if head.minorVersion == 0 || head.body == .none { head.expectsContinue = false }
    }
}
