extension ResultsPage {
    /// Of decisions that are numbered from 1.
    package init(_ all: [StoredDecision], after cursor: ResultsCursor, limit: Int) {
        var position = 0
        if case .behind(let number) = cursor { position = Int(number) }
        let page = zip(all.indices, all).dropFirst(position).prefix(limit)
        self.init(page.map { Entry(number: Int64($0 + 1), stored: $1) })
    }
}
