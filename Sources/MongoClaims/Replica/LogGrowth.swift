/// How much of a log stands behind the last image, as a loader feels it.
struct LogGrowth: Sendable {
    private(set) var imageSeq: Int64
    private(set) var imageBytes: Int
    private(set) var entries = 0
    /// Bytes of commands, and for each entry what reading it costs besides.
    private(set) var cost = 0

    /// An entry without a command takes as long to read and apply as so many bytes of an image.
    static let costOfEntry = 4 << 10
    /// Below that a loader does not notice it.
    static let leastCost = 1 << 20

    init(imageSeq: Int64 = 0, imageBytes: Int = 0) {
        self.imageSeq = imageSeq
        self.imageBytes = imageBytes
    }

    mutating func add(_ bytes: Int) {
        entries += 1
        cost += bytes + Self.costOfEntry
    }

    /// An image was written, by whatever server, that contains all entries up to `seq` of the `last`.
    mutating func noteImage(at seq: Int64, bytes: Int, last: Int64) {
        guard seq > imageSeq else { return }
        let left = Int(clamping: max(0, last - seq))
        // Which entries were the large ones is not known any more: they count as equal.
        cost = entries > 0 ? Int(Double(cost) * Double(min(left, entries)) / Double(entries)) : 0
        entries = min(left, entries)
        imageSeq = seq
        imageBytes = bytes
    }

    /// Whether a loader reads more of the log than of the image: then writing images costs about as much as the log.
    var isWorthAnImage: Bool { cost >= max(Self.leastCost, imageBytes) }
}
