/// The part of an answer's head that says where the answer ends.
struct ResponseHead: Equatable {
    let status: Int
    /// Bytes of the head, the empty line included.
    let length: Int
    /// Bytes of the body.
    let contentLength: Int

    private static let longest = 16_384
    private static let name = Array("content-length:".utf8)

    /// Reads a head; nil while it is not complete.
    init?(_ bytes: Span<UInt8>) throws(LoadError) {
        var contentLength: Int?
        var lineStart = 0
        var length: Int?
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            if index - lineStart <= 1 {
                length = index + 1
                break
            }
            if let found = Self.contentLength(bytes, lineStart, index) { contentLength = found }
            lineStart = index + 1
        }
        guard let length else {
            guard bytes.count < Self.longest else { throw Self.unreadable(bytes) }
            return nil
        }
        // "HTTP/1.1 200 …"
        guard let contentLength, length > 12, let status = Self.number(bytes, 9, 12) else {
            throw Self.unreadable(bytes)
        }
        self.status = status
        self.length = length
        self.contentLength = contentLength
    }

    private static func contentLength(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        guard end - start > name.count, bytes[start + name.count - 1] == UInt8(ascii: ":") else { return nil }
        for offset in 0..<name.count - 1 where bytes[start + offset] | 0x20 != name[offset] { return nil }
        return number(bytes, start + name.count, end)
    }

    /// Decimal digits between blanks.
    private static func number(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var value: Int?
        for index in start..<end {
            let byte = bytes[index]
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") { continue }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), (value ?? 0) < 1 << 40 else { return nil }
            value = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    static func unreadable(_ bytes: Span<UInt8>) -> LoadError {
        .unreadable(text(bytes))
    }

    /// The beginning of some bytes, for messages.
    static func text(_ bytes: Span<UInt8>) -> String {
        var start: [UInt8] = []
        for index in 0..<min(bytes.count, 200) { start.append(bytes[index]) }
        return String(decoding: start, as: UTF8.self)
    }
}
