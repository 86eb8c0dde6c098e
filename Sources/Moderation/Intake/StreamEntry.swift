/// What a producer put into the stream.
package struct StreamEntry: Equatable, Sendable {
    package enum Text: Equatable, Sendable {
        /// As it was sent, whatever it is.
        case bytes([UInt8])
        /// Longer than a verdict may be: its length in bytes.
        case tooLong(Int)
        /// The entry has none.
        case missing
    }

    /// As the stream names it.
    package let id: String
    package let position: StreamPosition
    /// The verdict.
    package let text: Text

    package init(id: String, position: StreamPosition, text: Text) {
        self.id = id
        self.position = position
        self.text = text
    }
}
