import Ingestion

/// Says how far an ingest is and how fast, twice a second at most.
struct IngestProgress {
    private let total: Int?
    private let began = ContinuousClock.now
    private var shown = ContinuousClock.now
    private var bytes = 0

    init(total: Int?) { self.total = total }

    mutating func advance(bytes count: Int, _ report: IngestReport) {
        bytes += count
        guard ContinuousClock.now - shown >= .milliseconds(500) else { return }
        shown = ContinuousClock.now
        Terminal.progress(text(report), isLast: false)
    }

    func finish(_ report: IngestReport) { Terminal.progress(text(report), isLast: true) }

    private func text(_ report: IngestReport) -> String {
        let lines = report.accepted + report.duplicates + report.refused.count
        let seconds = (ContinuousClock.now - began) / Duration.seconds(1)
        let rate = Int(Double(lines) / max(seconds, 0.001))
        let share = total.map { $0 > 0 ? ", \(min(100, bytes * 100 / $0)) %" : "" } ?? ""
        return "\(lines) lines\(share), \(rate) a second"
    }
}
