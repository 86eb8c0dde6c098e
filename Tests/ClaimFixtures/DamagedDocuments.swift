package import MongoClient
import TestSupport

/// Real documents that were damaged at random: values of other types, numbers at the ends of what there is, fields gone.
package struct DamagedDocuments {
    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    package mutating func next(from whole: [BSONDocument]) -> BSONDocument {
        guard var document = whole.randomElement(using: &random) else { return [:] }
        for _ in 0..<Int.random(in: 1...3, using: &random) { document = damaged(document) }
        return document
    }

    private mutating func damaged(_ document: BSONDocument) -> BSONDocument {
        guard !document.isEmpty else { return document }
        let index = Int.random(in: 0..<document.fields.count, using: &random)
        var changed = BSONDocument()
        for (place, field) in document.fields.enumerated() {
            guard place == index else {
                changed.append(field.name, field.value)
                continue
            }
            if let value = damaged(field.value) { changed.append(field.name, value) }
        }
        return changed
    }

    private mutating func damaged(_ value: BSONValue) -> BSONValue? {
        // More often inside than the whole.
        if Int.random(in: 0..<4, using: &random) > 0 {
            switch value {
            case .document(let document): return .document(damaged(document))
            case .array(var values) where !values.isEmpty:
                let index = Int.random(in: 0..<values.count, using: &random)
                if let changed = damaged(values[index]) { values[index] = changed } else { values.remove(at: index) }
                return .array(values)
            default: break
            }
        }
        return switch Int.random(in: 0..<8, using: &random) {
        case 0: nil
        case 1: .int64(number)
        case 2: .date(milliseconds: number)
        case 3: .double([.infinity, -.infinity, .nan, 1e300, -1e300, 0.5, -0.0].randomElement(using: &random) ?? 0)
        case 4: .int32(Int32(truncatingIfNeeded: number))
        case 5: .string(["", "-1", "\0", "9223372036854775808", "{}", "[", "é"].randomElement(using: &random) ?? "")
        case 6: .array([.int64(number), .null])
        default: [.null, ["a": 1], true, [1, 2], .binary([0])].randomElement(using: &random) ?? .null
        }
    }

    private var number: Int64 {
        mutating get {
            let ends: [Int64] = [.min, .max, -1, 0, 1, 1 << 31, 1 << 32, 1 << 53, -1 << 53, .max - 1, .min + 1]
            return Bool.random(using: &random)
                ? ends.randomElement(using: &random) ?? 0 : Int64.random(in: .min ... .max, using: &random)
        }
    }
}
