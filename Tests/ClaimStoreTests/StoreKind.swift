import Testing

/// The stores that the contract suite runs over.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case memory, line, redis

    var testDescription: String { rawValue }
}
