/// The answer to an ingest of one verdict.
struct IngestBody: Decodable {
    let postId: String
    let round: Int
}
