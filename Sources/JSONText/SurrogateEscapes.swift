/// Finds escapes that stand for half of a surrogate pair.
///
/// Looked for before yajl's decoded string is used: yajl turns a lone high half into "?", a lone low half into
/// invalid UTF-8, and joins a high half with whatever escape follows.
enum SurrogateEscapes {
    /// The offset, in a string token whose escapes are known to be well formed, of the first half without its other.
    static func firstUnpaired(in token: borrowing Span<UInt8>) -> Int? {
        var position = 0
        while position < token.count {
            guard token[position] == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            guard let unit = codeUnit(in: token, at: position) else {
                // A two-character escape.
                position += 2
                continue
            }
            switch unit {
            case 0xD800...0xDBFF:
                guard let next = codeUnit(in: token, at: position + 6), (0xDC00...0xDFFF).contains(next) else {
                    return position
                }
                position += 12
            case 0xDC00...0xDFFF:
                return position
            default:
                position += 6
            }
        }
        return nil
    }

    /// The value of the `\uXXXX` that starts at `position`; nil if there is none.
    private static func codeUnit(in token: borrowing Span<UInt8>, at position: Int) -> UInt16? {
        guard position + 6 <= token.count, token[position] == UInt8(ascii: "\\"),
            token[position + 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt16 = 0
        for index in position + 2..<position + 6 {
            guard let digit = hexadecimalDigit(token[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte) - 0x30
        case 0x41...0x46: UInt16(byte) - 0x41 + 10
        case 0x61...0x66: UInt16(byte) - 0x61 + 10
        default: nil
        }
    }
}
