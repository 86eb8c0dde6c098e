/// RFC 8259 as a recursive descent over bytes that are known to be UTF-8: a second opinion, written from the grammar.
struct StrictRecogniser {
    private let bytes: [UInt8]
    private var position = 0
    /// The deepest nesting met.
    private(set) var depth = 0

    /// - Returns: The deepest nesting; nil if `bytes` are not exactly one value.
    static func depth(of bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var recogniser = StrictRecogniser(bytes: bytes)
        recogniser.space()
        guard recogniser.value(level: 1) else { return nil }
        recogniser.space()
        return recogniser.position == bytes.count ? recogniser.depth : nil
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func space() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let wanted = Array(text.description.utf8)
        guard bytes[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func value(level: Int) -> Bool {
        switch next {
        case UInt8(ascii: "{"): list(level: level, open: "{", close: "}", named: true)
        case UInt8(ascii: "["): list(level: level, open: "[", close: "]", named: false)
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "t"): take("true")
        case UInt8(ascii: "f"): take("false")
        case UInt8(ascii: "n"): take("null")
        default: number()
        }
    }

    private mutating func list(level: Int, open: StaticString, close: StaticString, named: Bool) -> Bool {
        depth = max(depth, level)
        guard take(open) else { return false }
        space()
        if take(close) { return true }
        repeat {
            space()
            if named {
                guard string() else { return false }
                space()
                guard take(":") else { return false }
                space()
            }
            guard value(level: level + 1) else { return false }
            space()
        } while take(",")
        return take(close)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"): guard escape() else { return false }
            default: break
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let byte = next else { return false }
        position += 1
        guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
        guard position + 4 <= bytes.count else { return false }
        let digits = bytes[position..<position + 4]
        position += 4
        return digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") { guard digits() else { return false } }
        if take(".") { guard digits() else { return false } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }
}
