import HTTPServer

/// What a body says that it is.
enum MediaType: Sendable {
    case json
    case lines

    /// Nil for everything that is not taken: other types, compressed bodies, and other encodings than UTF-8.
    init?(of request: HTTPRequest) {
        guard let header = request.header("Content-Type"), request.header("Content-Encoding") == nil else { return nil }
        let parts = header.utf8.split(separator: UInt8(ascii: ";")).map(Self.folded)
        switch parts.first {
        case "application/json": self = .json
        case "application/x-ndjson": self = .lines
        default: return nil
        }
        for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
            guard ["charset=utf-8", "charset=\"utf-8\""].contains(parameter) else { return nil }
        }
    }

    /// In lower case and without blanks around it.
    private static func folded(_ part: Substring.UTF8View) -> String {
        String(
            decoding: part.filter { $0 != 0x20 && $0 != 0x09 }.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 },
            as: UTF8.self
        )
    }
}
