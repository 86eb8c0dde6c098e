/// The secret behind claim seals: 32 random bytes, shared by all servers of one installation.
package struct SealKey: Sendable {
    let storage: Bytes32

    package static func generate() -> SealKey {
        SealKey(storage: .random())
    }

    private init(storage: Bytes32) {
        self.storage = storage
    }

    /// - Parameter base64: 32 bytes in padded standard Base64; nil for all else.
    package init?(base64: String) {
        guard let bytes = Base64.decode(base64, .standard), let storage = Bytes32(bytes) else { return nil }
        self.storage = storage
    }

    /// Padded standard Base64, 44 characters. This is the secret itself.
    package var base64: String {
        // The bytes are read within the closure.
        unsafe storage.read { bytes, count in unsafe Base64.encode(bytes, count: count, .standard) }
    }
}

extension SealKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SealKey(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
