internal import CSodium

/// Access to the bytes of plain words, for C.
enum InlineBytes {
    /// - Parameter words: Integers without padding between them.
    static func read<Words, Result>(_ words: Words, _ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        // In bounds by the size; the pointer ends with the closure, and the value is a copy of its own.
        unsafe withUnsafeBytes(of: words) { bytes in
            guard let base = bytes.baseAddress else { preconditionFailure("a value has an address") }
            return unsafe body(base.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
    }

    /// - Parameter words: Integers without padding between them, for which every bit pattern is a value.
    static func write<Words>(_ words: inout Words, _ body: (UnsafeMutablePointer<UInt8>, Int) -> Void) {
        // In bounds by the size; the pointer ends with the closure.
        unsafe withUnsafeMutableBytes(of: &words) { bytes in
            guard let base = bytes.baseAddress else { preconditionFailure("a value has an address") }
            unsafe body(base.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
    }

    static func areEqual<Words>(_ left: Words, _ right: Words) -> Bool {
        unsafe read(left) { left, count in
            // Two values of one type have one size.
            unsafe read(right) { right, _ in unsafe sodium_memcmp(left, right, count) == 0 }
        }
    }
}
