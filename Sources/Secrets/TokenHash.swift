internal import CSodium

/// BLAKE2b-256 of a token's text: all that is kept of a token.
///
/// A token carries 256 random bits, so no salt or slow hash is needed: there is nothing to guess. For the same reason a
/// dictionary keyed by hashes may compare and bucket in its own time. What a caller could learn from that time is about
/// the hash of a text of his choice, and steering that hash toward a stored one means inverting BLAKE2b. `==` takes a
/// constant time all the same.
package struct TokenHash: Sendable {
    let storage: Bytes32

    /// The hash of any text, a token or not; takes no allocation.
    package init(of text: String) {
        self.init(of: text.utf8.span)
    }

    /// The hash of any text, a token or not; takes no allocation.
    package init(of text: borrowing Span<UInt8>) {
        // Reads the text within the call and writes exactly 32 bytes; fails only for sizes that BLAKE2b does not have.
        storage = unsafe text.withUnsafeBufferPointer { text in
            unsafe Bytes32 { target, count in
                let status = unsafe crypto_generichash(target, count, text.baseAddress, UInt64(text.count), nil, 0)
                precondition(status == 0, "BLAKE2b refused its sizes")
            }
        }
    }

    /// - Parameter hexadecimal: As ``hexadecimal`` gives it: 64 digits, lower case; nil for all else.
    package init?(hexadecimal: String) {
        guard let bytes = Hexadecimal.decode(hexadecimal), let storage = Bytes32(bytes) else { return nil }
        self.storage = storage
    }

    /// 64 digits, lower case.
    package var hexadecimal: String { Hexadecimal.encode(storage.array) }

    /// 32 bytes.
    package var bytes: [UInt8] { storage.array }
}

extension TokenHash: Hashable {
    package static func == (left: TokenHash, right: TokenHash) -> Bool {
        left.storage.isEqual(to: right.storage)
    }

    /// The hash's own bits are uniform; eight bytes of them tell hashes apart as well as all would.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(storage.leadingWord)
    }
}

extension TokenHash: CustomStringConvertible {
    package var description: String { hexadecimal }
}
