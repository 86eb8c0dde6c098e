/// How long the parts of a line are kept. Tests alone have others than these.
package struct LineTimes: Sendable {
    /// A line that nobody asked for so long leaves memory; it comes again from its image.
    package var unusedLines: Duration = .seconds(120)
    /// Entries that an image contains are kept in the log for so long, so that one who is about to append behind such an
    /// entry, and does not know of the image, meets the entry and not a free place (`LogEnd.isValid`).
    package var oldEntries: Duration = .seconds(60)

    package init() {}
}
