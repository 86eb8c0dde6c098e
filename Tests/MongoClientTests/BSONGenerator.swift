import MongoClient

/// Makes up documents; the same seed makes the same ones.
struct BSONGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func document(depth: Int = 0) -> BSONDocument {
        BSONDocument((0..<int(6)).map { _ in .init(name: text(), value: value(depth: depth)) })
    }

    private mutating func value(depth: Int) -> BSONValue {
        switch int(depth < 6 ? 14 : 12) {
        case 0: .string(text() + "\u{0}" + text())
        case 1: .int32(.random(in: .min ... .max, using: &self))
        case 2: .int64(.random(in: .min ... .max, using: &self))
        case 3: .double(.random(in: -1e300...1e300, using: &self))
        case 4: .bool(.random(using: &self))
        case 5: .date(milliseconds: .random(in: .min ... .max, using: &self))
        case 6: .null
        case 7: BSONObjectID(bytes: bytes(12)).map(BSONValue.objectID) ?? .null
        case 8: .binary(subtype: .random(in: .min ... .max, using: &self), bytes: bytes(int(40)))
        case 9:
            .timestamp(seconds: .random(in: 0 ... .max, using: &self), increment: .random(in: 0 ... .max, using: &self))
        case 10: .other(type: 0x13, bytes: bytes(16))
        case 11: .other(type: 0x0D, bytes: [2, 0, 0, 0, 0x78, 0])
        case 12: .document(document(depth: depth + 1))
        default: .array((0..<int(5)).map { _ in value(depth: depth + 1) })
        }
    }

    private mutating func text() -> String {
        String((0..<int(8)).compactMap { _ in "aß.$é🙂 \"\\".randomElement(using: &self) })
    }

    private mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in .random(in: .min ... .max, using: &self) }
    }

    private mutating func int(_ limit: Int) -> Int { .random(in: 0..<limit, using: &self) }
}
