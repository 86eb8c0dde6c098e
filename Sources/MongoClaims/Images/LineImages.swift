import Lines
import Moderation
import MongoClient
import MongoShared

/// Images of one client's line, so that a loader need not read its whole log.
///
/// An image is written parts first, then the head that names them, then what the head makes superfluous is deleted:
/// whoever dies in between leaves parts that nobody reads, which go when the next head has risen.
struct LineImages: Sendable {
    static let heads = "lines"
    static let parts = "line_images"

    let mongo: MongoClient
    let client: ClientID
    let steps: ImageSteps

    /// How long a part is, about. One goes into one command.
    private static let bytesInPart = 4 << 20
    /// What one command deletes of the log at most: it has a time limit.
    private static let entriesInOneTrim: Int64 = 10_000

    func head() async throws(MongoError) -> ImageHead? {
        try await find(Self.heads, ["_id": .string(client.description)]).first.map { document throws(MongoError) in
            try ImageHead(document)
        }
    }

    /// The line whose image a head names; nil if it was replaced meanwhile.
    func load(_ head: ImageHead) async throws(MongoError) -> Line? {
        var reader = ImageReader()
        for part in 0..<head.parts {
            let document = try await find(Self.parts, ["_id": head.partID(part, of: client)]).first
            guard let document else { return nil }
            try reader.add(part: try document.required("part", \.documentValue))
        }
        return try reader.line(header: head.header)
    }

    /// Puts an image of a line in force, unless a newer one is, and deletes what stood before it.
    ///
    /// - Parameters:
    ///   - seq: The last entry that the line contains.
    ///   - name: What no other image of this client is called.
    /// - Returns: How large the image is, in bytes; nil if it was stopped.
    func write(_ line: Line, at seq: Int64, named name: String) async throws(MongoError) -> Int? {
        let image = line.image()
        var head = ImageHead(seq: seq, name: name, header: ImageDocument.header(image.header))
        for part in ImageParts(image, bytes: Self.bytesInPart) {
            try await mongo.insert(
                into: Self.parts,
                [["_id": head.partID(head.parts, of: client), "part": .document(part)]]
            )
            guard steps.goOn(after: .part(head.parts)) else { return nil }
            head.parts += 1
            head.bytes += part.encodedByteCount
        }
        do throws(MongoError) {
            try await mongo.update(
                in: Self.heads,
                MongoUpdate(
                    ["_id": .string(client.description), "seq": ["$lt": .int64(seq)]],
                    head.change,
                    upsert: true
                )
            )
        } catch  where error.isDuplicateKey {
            // A newer one is in force, whose writer deletes these parts with its next.
        }
        guard steps.goOn(after: .head) else { return nil }
        try await deleteParts(before: seq)
        guard steps.goOn(after: .parts) else { return nil }
        return head.bytes
    }

    private func deleteParts(before seq: Int64) async throws(MongoError) {
        try await mongo.delete(
            from: Self.parts,
            ["_id": ["$gte": .string("\(client)/"), "$lt": .string("\(client)/\(LogDocument.hex(seq))/")]],
            one: false
        )
    }

    /// Deletes the log before an entry that an image contains, from the oldest on; that entry stays, so that a log that was
    /// ever written is never empty. What has results stays for those who read them.
    ///
    /// - Parameter start: what is before was deleted before.
    func trimLog(from start: Int64, before end: Int64) async throws(MongoError) {
        var from = start
        if from == 0 { from = try await oldestEntry() ?? end }
        while from < end {
            let next = min(end, from + Self.entriesInOneTrim)
            try await mongo.delete(
                from: LineLog.collection,
                [
                    "_id": ["$gte": LogDocument.id(client, from), "$lt": LogDocument.id(client, next)],
                    "results": ["$exists": false],
                ],
                one: false
            )
            from = next
        }
    }

    private func oldestEntry() async throws(MongoError) -> Int64? {
        let oldest = try await mongo.findOne(
            in: LineLog.collection,
            FindQuery(
                ["_id": ["$gte": LogDocument.id(client, 0), "$lte": LogDocument.id(client, .max)]],
                projection: ["seq": 1],
                sort: ["_id": 1]
            )
        )
        return try oldest?.required("seq", \.placeValue)
    }

    private func find(_ collection: String, _ filter: BSONDocument) async throws(MongoError) -> [BSONDocument] {
        let reply = try await mongo.command(
            [
                "find": .string(collection), "filter": .document(filter), "limit": 1, "singleBatch": true,
                "readConcern": ["level": "majority"],
            ],
            kind: .read
        )
        let cursor = try reply.required("cursor", \.documentValue)
        return try cursor.required("firstBatch", \.arrayValue).compactMap(\.documentValue)
    }
}
