/// How much of a log stands behind the last image.
struct LogGrowth: Sendable {
    var imageBytes = 0
    private(set) var entries = 0
    private(set) var bytes = 0

    static let fewestEntries = 256

    init(imageBytes: Int = 0) { self.imageBytes = imageBytes }

    mutating func add(_ bytes: Int) {
        entries += 1
        self.bytes += bytes
    }

    /// Whether a loader reads more of the log than of the image: then writing images costs about as much as the log.
    var isWorthAnImage: Bool { entries >= Self.fewestEntries && bytes >= imageBytes }
}
