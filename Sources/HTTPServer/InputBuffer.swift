/// Bytes that have come and are not read yet.
struct InputBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    var count: Int { bytes.count - start }
    var isEmpty: Bool { start == bytes.count }
    /// All of them. Their indices stay the same until something is taken.
    var slice: ArraySlice<UInt8> { bytes[start...] }

    mutating func append(_ piece: UnsafeRawBufferPointer) {
        if start > 0, start == bytes.count { dropTaken() }
        unsafe bytes.append(contentsOf: piece)
    }

    mutating func append(contentsOf piece: some Sequence<UInt8>) { bytes.append(contentsOf: piece) }

    /// Drops so many bytes from the front; there must be that many.
    mutating func drop(_ count: Int) {
        start += count
        if start == bytes.count || start >= Self.mostTaken { dropTaken() }
    }

    mutating func takeByte() -> UInt8? {
        guard start < bytes.count else { return nil }
        defer { drop(1) }
        return bytes[start]
    }

    /// Moves bytes from the front to the end of `other`.
    ///
    /// - Returns: how many there were.
    mutating func take(atMost limit: Int, into other: inout [UInt8]) -> Int {
        let taken = min(limit, count)
        other.append(contentsOf: bytes[start..<start + taken])
        drop(taken)
        return taken
    }

    private static let mostTaken = 32 * 1_024
    private static let keptCapacity = 64 * 1_024

    private mutating func dropTaken() {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        } else {
            bytes.removeSubrange(..<start)
        }
        start = 0
    }
}
