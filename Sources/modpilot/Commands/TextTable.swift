/// Rows of cells under a head, in columns as wide as their widest cell.
struct TextTable {
    private var rows: [[String]]
    /// The columns whose cells stand at their right edge.
    private let numbers: ClosedRange<Int>

    init(_ head: [String], numbers: ClosedRange<Int>) {
        rows = [head]
        self.numbers = numbers
    }

    /// - Parameter cells: As many as the head has.
    mutating func add(_ cells: [String]) { rows.append(cells) }

    var isEmpty: Bool { rows.count == 1 }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { cells in
            let padded = zip(cells, widths).enumerated().map { column, pair in
                let space = String(repeating: " ", count: pair.1 - pair.0.count)
                return numbers.contains(column) ? space + pair.0 : pair.0 + space
            }
            return padded.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
