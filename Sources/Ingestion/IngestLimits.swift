/// How much one ingest may bring. The numbers are the contract's.
package enum IngestLimits {
    /// One verdict, as text.
    package static let verdictBytes = 1 << 20
    /// A body of many lines.
    package static let bodyBytes = 16 << 20
    package static let lines = 10_000
    /// How deep objects and arrays may nest, the verdict itself counted.
    package static let depth = 32
    /// `content_version`, in Unicode code points.
    package static let versionLength = 128
    /// What is kept of `ai.labels` beside the text: labels are for queries, and an index entry has a size.
    static let labels = 32
    static let labelBytes = 128

    /// What goes to the stores in one call: enough to share their round trips, and little enough that neither the
    /// event loop nor Redis is held up.
    static let chunkRecords = 500
    static let chunkBytes = 2 << 20
}
