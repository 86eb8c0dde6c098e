/// What became of many lines.
package struct IngestReport: Equatable, Sendable {
    /// A line that was not taken.
    package struct Refusal: Equatable, Sendable {
        /// Counted from 1; empty lines count.
        package let line: Int
        package let problem: IngestProblem

        package init(line: Int, problem: IngestProblem) {
            self.line = line
            self.problem = problem
        }
    }

    /// Verdicts that are new.
    package var accepted = 0
    /// Verdicts that were there before.
    package var duplicates = 0
    /// In the order of the lines.
    package var refused: [Refusal] = []

    package init() {}

    package static func += (report: inout IngestReport, more: IngestReport) {
        report.accepted += more.accepted
        report.duplicates += more.duplicates
        report.refused += more.refused
    }

    mutating func add(_ answers: [IngestAnswer]) {
        let repeated = answers.count(where: \.isDuplicate)
        duplicates += repeated
        accepted += answers.count - repeated
    }
}
