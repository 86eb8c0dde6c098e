/// A 12-byte object id.
package struct BSONObjectID: Hashable, Sendable {
    /// Exactly twelve bytes.
    package let bytes: [UInt8]

    /// Nil unless there are twelve bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 12 else { return nil }
        self.bytes = bytes
    }

    /// Nil unless the text is 24 hexadecimal digits, of either case.
    package init?(hex: String) {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 24, hex.utf8.count == 24 else { return nil }
        bytes = stride(from: 0, to: 24, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// 24 lowercase hexadecimal digits.
    package var hex: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
