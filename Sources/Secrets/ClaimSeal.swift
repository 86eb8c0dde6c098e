/// 128 bits that only a holder of the ``SealKey`` can make for a given list of fields.
package struct ClaimSeal: Sendable {
    package static let byteCount = 16

    private var words: (UInt64, UInt64) = (0, 0)

    /// Fills the bytes by `body`, which must write all of them and no more.
    init(_ body: (UnsafeMutablePointer<UInt8>, Int) -> Void) {
        unsafe InlineBytes.write(&words, body)
    }

    /// - Returns: nil unless there are exactly 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        // The counts are equal.
        unsafe self.init { target, count in unsafe target.update(from: bytes, count: count) }
    }

    /// - Parameter text: As ``text`` gives it; nil for all else.
    package init?(text: String) {
        guard text.utf8.count == 22, let bytes = Base64.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    package var bytes: [UInt8] {
        // The bytes are copied within the closure.
        unsafe InlineBytes.read(words) { bytes, count in
            unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
        }
    }

    /// URL-safe Base64, 22 characters.
    package var text: String {
        // The bytes are read within the closure.
        unsafe InlineBytes.read(words) { bytes, count in unsafe Base64.encode(bytes, count: count, .urlSafe) }
    }
}

extension ClaimSeal: Equatable {
    /// Takes a time that does not depend on the bytes.
    package static func == (left: ClaimSeal, right: ClaimSeal) -> Bool {
        InlineBytes.areEqual(left.words, right.words)
    }
}
