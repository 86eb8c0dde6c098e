internal import CSodium

/// Names that nobody can guess, that need no escape in a URL, and that no command takes for an option.
package enum RandomIdentifier {
    /// Never begins with `-`.
    ///
    /// - Parameter bytes: How many random bytes, 1 to 64; 16 make 22 characters.
    package static func make(bytes count: Int = 16) -> String {
        precondition((1...64).contains(count), "an identifier has 1 to 64 random bytes")
        Sodium.require()
        while true {
            let text = draw(count)
            guard text.hasPrefix("-") else { return text }
        }
    }

    private static func draw(_ count: Int) -> String {
        // Writes and reads exactly the count; the allocation ends with the closure.
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { bytes in
            guard let base = bytes.baseAddress else { preconditionFailure("an allocation has an address") }
            unsafe randombytes_buf(base, count)
            return unsafe Base64.encode(base, count: count, .urlSafe)
        }
    }
}
