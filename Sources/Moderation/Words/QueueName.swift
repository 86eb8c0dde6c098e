/// A named line of items of one client: `[a-z0-9_-]{1,32}`.
package struct QueueName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String, field: String = "queue") throws(InvalidField) {
        let bytes = text.utf8
        guard (1...32).contains(bytes.count),
            bytes.allSatisfy({ $0.isLowercaseOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else { throw InvalidField(field, "must be 1 to 32 of a-z, 0-9, '_' and '-'") }
        description = text
    }

    /// Takes a queue's name from a store, which only holds what was checked when it came in.
    package init(stored text: String) { description = text }

    /// Where an item goes unless told otherwise.
    package static let `default` = QueueName(stored: "default")
    /// The supervisors' queue.
    package static let escalated = QueueName(stored: "escalated")
}
