/// Entries that were taken together.
package struct StreamBatch: Equatable, Sendable {
    /// Tells the stream from others that stood in its place before; see `StreamPosition`.
    package let stream: Generation
    /// In the order in which they were sent.
    package let entries: [StreamEntry]

    package init(stream: Generation, entries: [StreamEntry]) {
        self.stream = stream
        self.entries = entries
    }
}
