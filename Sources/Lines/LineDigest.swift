/// A number that follows from all that was put into it and the order of it, the same in every process.
struct LineDigest: Equatable, Sendable {
    private(set) var value: UInt64

    /// The offset and the prime are those of FNV-1a.
    init(_ value: UInt64 = 0xCBF2_9CE4_8422_2325) { self.value = value }

    /// FNV-1a carries upwards only; the shift lets high bits count below as well.
    mutating func mix(_ number: UInt64) {
        value = (value ^ number) &* 0x0000_0100_0000_01B3
        value ^= value >> 32
    }

    mutating func mix(_ number: Int64) { mix(UInt64(bitPattern: number)) }

    mutating func mix(_ text: String) {
        for byte in text.utf8 { mix(UInt64(byte)) }
        mix(UInt64(text.utf8.count))
    }
}
