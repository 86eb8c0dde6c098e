internal import CSodium

/// Names that nobody can guess and that need no escape in a URL.
package enum RandomIdentifier {
    /// - Parameter bytes: How many random bytes, 1 to 64; 16 make 22 characters.
    package static func make(bytes count: Int = 16) -> String {
        precondition((1...64).contains(count), "an identifier has 1 to 64 random bytes")
        Sodium.require()
        // Writes and reads exactly the count; the allocation ends with the closure.
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { bytes in
            guard let base = bytes.baseAddress else { preconditionFailure("an allocation has an address") }
            unsafe randombytes_buf(base, count)
            return unsafe Base64.encode(base, count: count, .urlSafe)
        }
    }
}
