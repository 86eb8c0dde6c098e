extension JSONWriter {
    /// A string: quotes, backslashes and control characters are escaped, all other characters stay as they are.
    package mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        let span = text.utf8.span
        let clean = Self.cleanPrefix(of: span, from: 0)
        if clean == span.count {
            bytes.append(contentsOf: text.utf8)
        } else {
            appendEscaped(span, cleanUntil: clean)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Clean runs are copied whole between the bytes that need an escape.
    private mutating func appendEscaped(_ text: borrowing Span<UInt8>, cleanUntil first: Int) {
        bytes.reserveCapacity(bytes.count + text.count + 16)
        var start = 0
        var end = first
        while true {
            // Inside the span by cleanPrefix(of:from:), and copied before the closure ends.
            unsafe text.withUnsafeBufferPointer { buffer in
                unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<end]))
            }
            guard end < text.count else { return }
            appendEscape(text[end])
            start = end + 1
            end = Self.cleanPrefix(of: text, from: start)
        }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        default:
            append("\\u00")
            bytes.append(Self.hexadecimal(byte >> 4))
            bytes.append(Self.hexadecimal(byte & 0xF))
        }
    }

    /// The offset of the first byte at or after `start` that needs an escape; the length of the text if none does.
    private static func cleanPrefix(of text: borrowing Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < text.count, !needsEscape(text[position]) { position += 1 }
        return position
    }

    static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
