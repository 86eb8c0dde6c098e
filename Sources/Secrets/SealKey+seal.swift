internal import CSodium

extension SealKey {
    /// Keyed BLAKE2b with 16 bytes of output over the fields, each after its kind and length.
    ///
    /// Input: per field a 64-bit little-endian header (kind in the highest byte: 1 text, 2 number, 3 bytes; length
    /// below), then its bytes; a number is 64-bit little-endian.
    package func seal(_ fields: [SealField]) -> ClaimSeal {
        // As large and as aligned as the state must be; it ends with the closure. Swift cannot hold one as a variable:
        // it imports no type aligned to more than 16 bytes.
        unsafe withUnsafeTemporaryAllocation(byteCount: crypto_generichash_statebytes(), alignment: 64) { memory in
            guard let base = memory.baseAddress else { preconditionFailure("an allocation has an address") }
            let state = OpaquePointer(base)
            var status = unsafe storage.read { key, count in
                unsafe crypto_generichash_init(state, key, count, ClaimSeal.byteCount)
            }
            for field in fields {
                unsafe status |= Self.update(state, field.header)
                unsafe status |= Self.update(state, field)
            }
            // Writes exactly the count it is given.
            let seal = unsafe ClaimSeal { target, count in
                unsafe status |= crypto_generichash_final(state, target, count)
            }
            precondition(status == 0, "BLAKE2b refused its sizes")
            return seal
        }
    }

    /// Whether `seal` was made with this key over these fields; takes a time that does not depend on the seal's bytes.
    package func verify(_ seal: ClaimSeal, _ fields: [SealField]) -> Bool {
        self.seal(fields) == seal
    }

    private static func update(_ state: OpaquePointer, _ field: SealField) -> Int32 {
        switch field {
        case .number(let number):
            return unsafe update(state, number)
        case .text(let text):
            // Read within the call only.
            return unsafe text.utf8.span.withUnsafeBufferPointer { bytes in
                unsafe crypto_generichash_update(state, bytes.baseAddress, UInt64(bytes.count))
            }
        case .bytes(let bytes):
            // Read within the call only.
            return unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe crypto_generichash_update(state, bytes.baseAddress, UInt64(bytes.count))
            }
        }
    }

    private static func update(_ state: OpaquePointer, _ number: UInt64) -> Int32 {
        // A plain word, read within the call only.
        unsafe InlineBytes.read(number.littleEndian) { bytes, count in
            unsafe crypto_generichash_update(state, bytes, UInt64(count))
        }
    }
}
