/// The answer to an ingest of many verdicts.
struct IngestReportBody: Decodable {
    let accepted: Int
    let duplicates: Int
}
