import Moderation

/// Verdicts that go to the stores in one call. Each post is in it once, so that the records need no order among
/// themselves; a verdict sent twice is answered from the first one.
struct RecordChunk {
    /// What the stores get.
    private(set) var records: [VerdictRecord] = []
    /// For each verdict that was added: which record answers it, and what it is beside that one; nil for the record itself.
    private var sources: [(record: Int, order: VersionOrder?)] = []
    private var places: [PostID: Int] = [:]
    private var bytes = 0

    var isEmpty: Bool { sources.isEmpty }

    /// False where the verdict must come behind this chunk: it is full, or has the post in a version that changes it.
    mutating func add(_ record: VerdictRecord) -> Bool {
        if let place = places[record.post] {
            let first = records[place]
            let order = record.order(after: PostVersion(content: first.contentVersion, revision: first.revision))
            guard order == .known || order == .stale else { return false }
            sources.append((place, order))
            return true
        }
        let payload = record.payload
        let size = payload.byteCount
        let hasRoom = records.count < IngestLimits.chunkRecords && bytes + size <= IngestLimits.chunkBytes
        guard hasRoom || records.isEmpty else { return false }
        bytes += size
        places[record.post] = records.count
        sources.append((records.count, nil))
        records.append(record)
        return true
    }

    /// The answers in the order in which the verdicts were added, from the answers to the records.
    func spread(_ answers: [IngestAnswer]) -> [IngestAnswer] {
        sources.map { source in
            let answer = answers[source.record]
            return source.order.map { answer.repeated(isStale: $0 == .stale) } ?? answer
        }
    }
}
