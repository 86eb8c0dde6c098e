/// A request's line and header lines, and how its body is framed (RFC 9112). Whatever two readers could understand
/// differently is refused.
struct HTTPMessageHead: Sendable {
    /// How long the body is.
    enum Framing: Equatable, Sendable {
        case length(Int)
        case chunked
    }

    let method: String
    /// In origin form, or `*`.
    let target: String
    /// HTTP/1.0.
    let isOld: Bool
    let headers: HTTPHeaders
    let framing: Framing
    /// The client waits for leave to send the body.
    let waitsForLeave: Bool
    /// Whether the client lets the connection go with the answer.
    let closes: Bool

    /// - Parameter bytes: the whole head with its empty line; every line in it ends with CR LF.
    init(_ bytes: ArraySlice<UInt8>, limits: HTTPLimits) throws(RequestFailure) {
        var lines = HeadLines(bytes)
        guard let first = lines.next() else { throw .malformed("there is no request line") }
        (method, target, isOld) = try Self.requestLine(first)
        let read = try HTTPHeaders(&lines, limits: limits)
        headers = read
        framing = try Self.framing(read, isOld: isOld, limits: limits)
        if let expected = read["expect"], expected.lowercased() != "100-continue" { throw .unknownExpectation }
        waitsForLeave = read["expect"] != nil && !isOld
        let options = read.values(of: "connection").flatMap { $0.split(separator: ",") }.map {
            $0.trimmingBlanks.lowercased()
        }
        closes = options.contains("close") || isOld && !options.contains("keep-alive")
    }

    // MARK: - The request line

    private static func requestLine(_ line: ArraySlice<UInt8>) throws(RequestFailure) -> (String, String, Bool) {
        let parts = line.split(separator: ASCII.space, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(ASCII.isToken) else {
            throw .malformed("the request line is not a method, a target and a version with one blank between them")
        }
        let method = String(decoding: parts[0], as: UTF8.self)
        let isOld = try isOld(version: parts[2])
        guard method != "CONNECT" else { throw .tunnel }
        return (method, try target(parts[1]), isOld)
    }

    private static func isOld(version: ArraySlice<UInt8>) throws(RequestFailure) -> Bool {
        let text = Array(version)
        guard text.count == 8, text.starts(with: Array("HTTP/".utf8)), text[5] &- 0x30 < 10,
            text[6] == UInt8(ascii: "."), text[7] &- 0x30 < 10
        else { throw .malformed("the request line names no version of HTTP") }
        guard text[5] == UInt8(ascii: "1"), text[7] &- 0x30 < 2 else { throw .unknownVersion }
        return text[7] == UInt8(ascii: "0")
    }

    private static func target(_ bytes: ArraySlice<UInt8>) throws(RequestFailure) -> String {
        guard bytes.allSatisfy(ASCII.isVisible) else {
            throw .malformed("the request target holds characters that must be percent-encoded")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.utf8.first == UInt8(ascii: "/") || text == "*" { return text }
        // The absolute form names scheme and host before the path; every server has to take it.
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            guard !host.isEmpty, host.utf8.allSatisfy(ASCII.isHost) else { break }
            let path = rest.dropFirst(host.count)
            return path.first == "/" ? String(path) : "/" + path
        }
        throw .malformed("the request target is neither a path nor an http URL")
    }

    // MARK: - The body's length

    private static func framing(
        _ headers: HTTPHeaders,
        isOld: Bool,
        limits: HTTPLimits
    ) throws(RequestFailure) -> Framing {
        let hosts = headers.values(of: "host")
        guard hosts.count == 1 || hosts.isEmpty && isOld else {
            throw .malformed("there is not exactly one Host header")
        }
        guard hosts.allSatisfy({ $0.utf8.allSatisfy(ASCII.isHost) }) else {
            throw .malformed("the Host header names no host")
        }
        let lengths = headers.values(of: "content-length")
        let codings = headers.values(of: "transfer-encoding")
        if let coding = codings.first {
            guard lengths.isEmpty, !isOld else {
                throw .malformed("Transfer-Encoding cannot stand with Content-Length or in HTTP/1.0")
            }
            guard codings.count == 1 else { throw .malformed("there are several Transfer-Encoding headers") }
            guard coding.lowercased() == "chunked" else { throw .unknownCoding }
            return .chunked
        }
        guard lengths.count <= 1 else { throw .malformed("there are several Content-Length headers") }
        guard let length = lengths.first else { return .length(0) }
        guard !length.isEmpty, length.utf8.allSatisfy(ASCII.isDigit) else {
            throw .malformed("Content-Length is not a number")
        }
        // Too long for a number is too large in any case.
        guard let bytes = Int(length), bytes <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
        return .length(bytes)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
