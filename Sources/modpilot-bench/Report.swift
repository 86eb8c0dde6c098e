import Foundation

/// What a figure has found.
protocol Report: Sendable, Encodable {
    /// For people.
    var text: String { get }
    /// For machines.
    var json: String { get throws }
}

extension Report {
    var json: String { get throws { try encoded(self) } }

    func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
