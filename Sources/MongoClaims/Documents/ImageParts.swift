package import Lines
package import MongoClient

/// The parts of an image one by one, each written when it is asked for: all at once would take many times the line's memory.
package struct ImageParts: Sequence, IteratorProtocol {
    private let image: LineImage
    private let bytes: Int
    private var item = 0
    private var round = 0

    /// - Parameter bytes: how long a part is, about: one item is added before that is noticed.
    package init(_ image: LineImage, bytes: Int = 1 << 20) {
        self.image = image
        self.bytes = bytes
    }

    package mutating func next() -> BSONDocument? {
        if item < image.items.count {
            return Self.part("items", image.items, &item, bytes) { .document(StandingDocument.document($0)) }
        }
        if round < image.settled.count {
            return Self.part("settled", image.settled, &round, bytes) { .document(RoundDocument.document($0)) }
        }
        return nil
    }

    private static func part<Element>(
        _ name: String,
        _ all: [Element],
        _ next: inout Int,
        _ bytes: Int,
        _ value: (Element) -> BSONValue
    ) -> BSONDocument {
        var values: [BSONValue] = []
        var size = 0
        while next < all.count, size < bytes {
            let value = value(all[next])
            // Two bytes and the number of the element stand around each.
            size += (value.documentValue?.encodedByteCount ?? 0) + 8
            values.append(value)
            next += 1
        }
        return [name: .array(values)]
    }
}
