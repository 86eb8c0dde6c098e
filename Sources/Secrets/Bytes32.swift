internal import CSodium

/// 32 bytes held in place, so that keys and hashes cost no allocation.
struct Bytes32: Sendable {
    static let count = 32

    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Fills the bytes by `body`, which must write all of them and no more.
    init(_ body: (UnsafeMutablePointer<UInt8>, Int) -> Void) {
        unsafe InlineBytes.write(&words, body)
    }

    /// - Returns: nil unless there are exactly 32.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        // The counts are equal.
        unsafe self.init { target, count in unsafe target.update(from: bytes, count: count) }
    }

    static func random() -> Bytes32 {
        Sodium.require()
        // Writes exactly the count it is given.
        return unsafe Bytes32 { target, count in unsafe randombytes_buf(target, count) }
    }

    var array: [UInt8] {
        unsafe read { bytes, count in unsafe Array(UnsafeBufferPointer(start: bytes, count: count)) }
    }

    /// The first eight bytes as a number.
    var leadingWord: UInt64 { words.0 }

    /// The pointer is good for 32 bytes and ends with the closure.
    func read<Result>(_ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        unsafe InlineBytes.read(words, body)
    }

    /// Compares in a time that does not depend on the bytes.
    func isEqual(to other: Bytes32) -> Bool {
        InlineBytes.areEqual(words, other.words)
    }
}
