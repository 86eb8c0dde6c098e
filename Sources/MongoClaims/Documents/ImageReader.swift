package import Lines
package import MongoClient

/// Puts an image together from its parts, given in the order in which `ImageParts` made them.
package struct ImageReader {
    private var items: [StandingItem] = []
    private var settled: [LineRound] = []

    package init() {}

    package mutating func add(part: BSONDocument) throws(MongoError) {
        if part["items"] != nil {
            items += try part.list("items") { item throws(MongoError) in try StandingDocument.read(item) }
        } else {
            settled += try part.list("settled") { round throws(MongoError) in try RoundDocument.read(round) }
        }
    }

    /// - Throws: `.malformed` where parts are missing or don't belong to this header.
    package func line(header: BSONDocument) throws(MongoError) -> Line {
        let header = try ImageDocument.readHeader(header)
        guard let line = Line(LineImage(header: header, items: items, settled: settled)) else {
            throw .malformed(
                "an image of \(header.itemCount) items and \(header.settledCount) settled rounds has parts with "
                    + "\(items.count) and \(settled.count), or some twice"
            )
        }
        return line
    }
}
