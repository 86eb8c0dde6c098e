internal import CSodium

/// Base64 that takes a constant time per byte and, decoding, takes one spelling only.
package enum Base64 {
    package static func encode(_ bytes: [UInt8], _ variant: Base64Variant = .urlSafe) -> String {
        // An array's bytes, for the time of the call.
        unsafe encode(bytes, count: bytes.count, variant)
    }

    /// - Returns: nil for anything that ``encode(_:_:)`` does not produce: other characters, white space, missing or
    ///   needless padding, bits set beyond the last byte.
    package static func decode(_ text: String, _ variant: Base64Variant = .urlSafe) -> [UInt8]? {
        let source = text.utf8CString
        // Without the terminating NUL; three bytes come of four characters.
        let length = source.count - 1
        var bytes = [UInt8](repeating: 0, count: length / 4 * 3 + 3)
        var count = 0
        // Writes at most the count it is given; without an end pointer, text left over is a failure.
        let status = unsafe source.withUnsafeBufferPointer { source in
            unsafe sodium_base642bin(
                &bytes,
                bytes.count,
                source.baseAddress,
                length,
                nil,
                &count,
                nil,
                variant.code
            )
        }
        guard status == 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// The pointer is read for `count` bytes within the call.
    static func encode(_ bytes: UnsafePointer<UInt8>, count: Int, _ variant: Base64Variant) -> String {
        let capacity = sodium_base64_encoded_len(count, variant.code)
        // Writes exactly the capacity, a terminating NUL included.
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { target in
            guard let base = target.baseAddress else { preconditionFailure("an allocation has an address") }
            return unsafe String(cString: sodium_bin2base64(base, capacity, bytes, count, variant.code))
        }
    }
}
