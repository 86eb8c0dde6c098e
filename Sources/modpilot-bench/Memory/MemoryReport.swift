/// What items cost in Redis while they wait.
struct MemoryReport: Report {
    let waiting: Int
    /// `used_memory` of Redis, in bytes, without and with the items.
    let usedBefore: Int
    let usedAfter: Int
    let bytesAnItem: Double
    /// Bytes of JSON of an item, the mean: `content`, `ai` and `metadata`; and the whole line.
    let payloadBytes: Double
    let lineBytes: Double
    let ratioToPayload: Double
    let ratioToLine: Double
    let parts: [Part]

    init(_ sizes: JSONSizes, usedBefore: Int, usedAfter: Int, parts: [Part]) {
        waiting = sizes.items
        self.usedBefore = usedBefore
        self.usedAfter = usedAfter
        bytesAnItem = Double(usedAfter - usedBefore) / Double(waiting)
        payloadBytes = sizes.payloadMean
        lineBytes = sizes.lineMean
        ratioToPayload = bytesAnItem / payloadBytes
        ratioToLine = bytesAnItem / lineBytes
        self.parts = parts
    }

    struct Part: Sendable, Encodable {
        var kind: String
        var keys: Int
        var bytes: Int
    }

    var text: String {
        var lines = [
            "Redis memory of \(Format.number(waiting)) items that wait",
            "",
            "used_memory: \(Format.number(usedBefore)) bytes before, \(Format.number(usedAfter)) after: "
                + "\(bytes(bytesAnItem)) an item",
            "JSON of an item: \(bytes(payloadBytes)) of content, ai and metadata; \(bytes(lineBytes)) the whole line",
            "Redis needs \(Format.number(ratioToPayload, digits: 2)) times the first, "
                + "\(Format.number(ratioToLine, digits: 2)) times the second",
            "",
            Format.row("MEMORY USAGE of", ["keys", "bytes", "an item"]),
        ]
        lines += parts.map { part in
            let share = Double(part.bytes) / Double(waiting)
            return Format.row(
                part.kind,
                [Format.number(part.keys), Format.number(part.bytes), Format.number(share, digits: 1)]
            )
        }
        return lines.joined(separator: "\n")
    }

    private func bytes(_ value: Double) -> String { Format.number(value, digits: 1) + " bytes" }
}
