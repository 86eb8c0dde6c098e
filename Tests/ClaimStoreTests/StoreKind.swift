import Testing

/// The stores that the contract suite runs over.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    /// In memory, and reached by a route.
    case routed
    case memory, line, redis, mongo

    var testDescription: String { rawValue }

    /// Those that a line can leave and enter.
    static let movable = allCases.filter { $0 != .routed }
}
