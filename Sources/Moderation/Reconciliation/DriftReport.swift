/// What a comparison of the two stores has found of one client.
package struct DriftReport: Equatable, Sendable {
    /// How much there is of one kind.
    package struct Count: Equatable, Sendable {
        package fileprivate(set) var found = 0
        /// How much of it is put right.
        package fileprivate(set) var mended = 0
        /// Some of the posts, in the order in which they were found.
        package fileprivate(set) var examples: [PostID] = []
    }

    package static let mostExamples = 5

    private var counts: [DriftKind: Count] = [:]
    /// How many items of the record, and of the claim store, were looked at.
    package internal(set) var itemsCompared = 0

    package init() {}

    package subscript(kind: DriftKind) -> Count { counts[kind] ?? Count() }

    package var isClean: Bool { counts.isEmpty }
    package var found: Int { counts.values.reduce(0) { $0 + $1.found } }
    package var mended: Int { counts.values.reduce(0) { $0 + $1.mended } }

    /// The kinds of which there is something, in the order of `DriftKind`.
    package var kinds: [DriftKind] { DriftKind.allCases.filter { counts[$0] != nil } }

    mutating func add(_ drift: Drift) {
        var count = self[drift.kind]
        count.found += 1
        if count.examples.count < Self.mostExamples, !count.examples.contains(drift.post) {
            count.examples.append(drift.post)
        }
        counts[drift.kind] = count
    }

    mutating func addMended(_ drift: Drift) { counts[drift.kind]?.mended += 1 }
}

extension DriftReport: CustomStringConvertible {
    /// For the log: `queued_but_over 2 (p-1 p-2)`, without what the posts hold.
    package var description: String {
        kinds.map { kind in
            "\(kind.rawValue) \(self[kind].found) (\(self[kind].examples.map(\.description).joined(separator: " ")))"
        }.joined(separator: ", ")
    }
}
