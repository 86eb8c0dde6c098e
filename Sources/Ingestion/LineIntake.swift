import Moderation

/// What becomes of the lines of one body.
struct LineIntake {
    /// Verdicts that go to the stores together, with their lines.
    struct Chunk {
        var verdicts = RecordChunk()
        var lines: [(number: Int, record: VerdictRecord)] = []
    }

    private var sum = IngestReport()
    private var chunk = Chunk()
    /// The last that a store said.
    var failure: StoreFailure?
    /// Nothing is tried any more: the rest of the lines is to be sent again.
    private(set) var isStoreAway = false

    /// False where the verdict must come behind the chunk.
    mutating func add(_ record: VerdictRecord, line: Int) -> Bool {
        guard chunk.verdicts.add(record) else { return false }
        chunk.lines.append((line, record))
        return true
    }

    mutating func takeChunk() -> Chunk {
        defer { chunk = Chunk() }
        return chunk
    }

    mutating func add(_ answers: [IngestAnswer]) { sum.add(answers) }

    mutating func refuse(_ line: Int, _ problem: IngestProblem) {
        sum.refused.append(IngestReport.Refusal(line: line, problem: problem))
    }

    mutating func refuse(_ lines: [(number: Int, record: VerdictRecord)], isStoreAway: Bool = false) {
        if isStoreAway { self.isStoreAway = true }
        for line in lines {
            refuse(line.number, IngestProblem(.unavailable, "the verdict could not be stored now: send it again"))
        }
    }

    /// In the order of the lines.
    func report() throws(StoreFailure) -> IngestReport {
        if let failure, isStoreAway, sum.accepted + sum.duplicates == 0 { throw failure }
        var report = sum
        report.refused.sort { $0.line < $1.line }
        return report
    }
}
