import Foundation
import Ingestion
import Moderation

/// The sizes of a file's verdicts for manual review, as JSON.
struct JSONSizes {
    /// Posts that are to be reviewed.
    let items: Int
    /// Bytes of `content`, `ai` and `metadata`, and of a whole line.
    let payloadMean: Double
    let lineMean: Double

    private static let mostBytes = 1 << 30

    init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw BenchFailure.failed("\(file) can't be read: is it there, and may you?")
        }
        guard data.count <= Self.mostBytes else { throw BenchFailure.failed("\(file) is larger than a gibibyte") }
        var reader = LineReader()
        var lines = reader.take(Array(data))
        if let last = reader.finish() { lines.append(last) }
        // The last version of a post is the one that waits.
        var sizes: [PostID: (payload: Int, line: Int)] = [:]
        for line in lines {
            guard let bytes = line.bytes, let verdict = try? VerdictParser.parse(Array(bytes)) else {
                throw BenchFailure.failed("line \(line.number) of \(file) is no verdict: correct the file first")
            }
            let payload = verdict.payload
            let size = payload.byteCount
            sizes[verdict.post] = verdict.verdict == .manualReview ? (size, bytes.count) : nil
        }
        items = sizes.count
        let count = Double(max(1, items))
        payloadMean = Double(sizes.values.reduce(0) { $0 + $1.payload }) / count
        lineMean = Double(sizes.values.reduce(0) { $0 + $1.line }) / count
    }
}
