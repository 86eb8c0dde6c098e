import Lines
import Moderation
import MongoClient

/// How it is written in MongoDB, in the collection `lines`, which image of a client's line is in force, schema 1.
///
/// | field | |
/// | --- | --- |
/// | `_id` | the client |
/// | `schema` | 1 |
/// | `seq` | of the last entry that the image contains |
/// | `name`, `parts`, `bytes` | of the image: its parts are `client/seq/name/part` in `line_images`, `bytes` in all |
/// | `header` | of the line, as `ImageDocument` has it |
/// | `written_at` | date |
struct ImageHead: Sendable {
    static let schema: Int64 = 1

    let seq: Int64
    /// Two servers may write an image of one seq: each has a name of its own.
    let name: String
    var parts = 0
    var bytes = 0
    let header: BSONDocument

    init(seq: Int64, name: String, header: BSONDocument) {
        self.seq = seq
        self.name = name
        self.header = header
    }

    init(_ document: BSONDocument) throws(MongoError) {
        seq = try document.required("seq", \.placeValue)
        name = try document.required("name", \.stringValue)
        parts = Int(try document.required("parts", \.placeValue))
        bytes = Int(try document.required("bytes", \.placeValue))
        header = try document.required("header", \.documentValue)
    }

    /// The head in place of one with a lower seq.
    var change: BSONValue {
        [
            [
                "$set": [
                    "schema": .int64(Self.schema), "seq": .int64(seq), "name": ["$literal": .string(name)],
                    "parts": .int(parts), "bytes": .int(bytes), "header": ["$literal": .document(header)],
                    "written_at": "$$NOW",
                ]
            ]
        ]
    }

    func partID(_ part: Int, of client: ClientID) -> BSONValue {
        .string("\(client)/\(LogDocument.hex(seq))/\(name)/\(LogDocument.hex(Int64(part)))")
    }
}
