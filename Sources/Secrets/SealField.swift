/// One field of a sealed list.
package enum SealField: Sendable {
    case text(String)
    case number(UInt64)
    case bytes([UInt8])

    /// Goes before the field: its kind in the highest byte, its length below, so that no two lists make the same input.
    var header: UInt64 {
        switch self {
        case .text(let text): 1 << 56 | UInt64(text.utf8.count)
        case .number: 2 << 56 | 8
        case .bytes(let bytes): 3 << 56 | UInt64(bytes.count)
        }
    }
}
