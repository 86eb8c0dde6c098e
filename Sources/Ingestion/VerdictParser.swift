import JSONText
package import Moderation

/// Turns the text of one verdict into a record, or into the reason why not. The same for every door.
package enum VerdictParser {
    package static func parse(_ bytes: borrowing Span<UInt8>) throws(IngestProblem) -> VerdictRecord {
        guard bytes.count <= IngestLimits.verdictBytes else { throw .verdictTooLarge }
        let object: JSONObjectText
        do {
            object = try JSONObjectText.parse(bytes, maximumDepth: IngestLimits.depth)
        } catch {
            throw IngestProblem(.invalidJSON, "the verdict is no valid JSON object: \(error)")
        }
        let fields = try VerdictFields(object)
        do {
            return try fields.record()
        } catch {
            throw IngestProblem(.invalidField, field: error.field, error.description)
        }
    }

    package static func parse(_ bytes: [UInt8]) throws(IngestProblem) -> VerdictRecord {
        try parse(bytes.span)
    }

    package static func parse(_ text: String) throws(IngestProblem) -> VerdictRecord {
        try parse(text.utf8.span)
    }
}

extension IngestProblem {
    static let verdictTooLarge = IngestProblem(
        .tooLarge,
        "a verdict may hold \(IngestLimits.verdictBytes) bytes; send a smaller content"
    )
}
