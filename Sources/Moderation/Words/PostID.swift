/// The name of an item within its client: 1 to 256 bytes of UTF-8 without control characters.
package struct PostID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String) throws(InvalidField) {
        guard (1...256).contains(text.utf8.count) else {
            throw InvalidField("post_id", "must be 1 to 256 bytes of UTF-8, and is \(text.utf8.count)")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw InvalidField("post_id", "must not contain control characters")
        }
        description = text
    }

    /// Takes a post id from a store, which only holds what was checked when it came in.
    package init(stored text: String) { description = text }
}

extension PostID {
    /// Post ids are bytes: two spellings of one character that Swift's `String` calls equal are two posts.
    package static func == (left: PostID, right: PostID) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in description.utf8 { hasher.combine(byte) }
    }
}
