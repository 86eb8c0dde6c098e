/// What a client costs in Redis with a full window, and with many more pending items.
struct WindowReport: Report {
    /// Items of the client that Redis holds at most.
    var window: Int
    var empty: Point
    var full: Point
    /// Right after everything was taken in.
    var beyond: Point
    /// A little later: the server's background pass went by.
    var settled: Point
    /// The most that Redis ever used, in bytes.
    var peakMemory: Int

    struct Point: Sendable, Encodable {
        /// In MongoDB.
        var pending: Int
        var inRedis: Int
        var onShelf: Int
        /// `used_memory` of Redis, in bytes.
        var usedMemory: Int
        /// What it took to get here.
        var seconds: Double
    }

    var text: String {
        let growth = Double(beyond.usedMemory - empty.usedMemory) / Double(full.usedMemory - empty.usedMemory)
        let added = beyond.pending - full.pending
        return [
            "Redis memory of a client whose window is \(Format.number(window)) items",
            "",
            Format.row("pending", ["in Redis", "on the shelf", "used_memory", "seconds"]),
            row(empty), row(full), row(beyond), row(settled),
            "",
            "with \(Format.number(beyond.pending)) pending items Redis needs \(Format.number(growth, digits: 3)) of what a full "
                + "window needs; at most it used \(Format.megabytes(peakMemory)) in all",
            "taken in beyond the window: \(Format.number(Int(Double(added) / beyond.seconds))) posts a second",
        ].joined(separator: "\n")
    }

    private func row(_ point: Point) -> String {
        Format.row(
            Format.number(point.pending),
            [
                Format.number(point.inRedis), Format.number(point.onShelf), Format.megabytes(point.usedMemory),
                Format.number(point.seconds, digits: 1),
            ]
        )
    }
}
