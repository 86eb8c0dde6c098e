/// The part of a reply that `find`, `aggregate` and `getMore` have in common.
struct CursorReply {
    let id: Int64
    let documents: [BSONDocument]
    /// Of a change stream: where to go on behind these documents.
    let resumeToken: BSONDocument?

    /// The server has closed the cursor: this was all.
    var isExhausted: Bool { id == 0 }

    init(_ reply: BSONDocument) throws(MongoError) {
        let cursor = try reply.required("cursor", \.documentValue)
        id = try cursor.required("id", \.int64Value)
        resumeToken = cursor.document("postBatchResumeToken")
        let first = cursor.array("firstBatch")
        let batch = if let first { first } else { try cursor.required("nextBatch", \.arrayValue) }
        documents = batch.compactMap(\.documentValue)
    }
}
