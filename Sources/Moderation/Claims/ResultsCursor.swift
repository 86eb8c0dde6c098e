/// How far a reader of results has come.
package enum ResultsCursor: Equatable, Sendable {
    case beginning
    /// Behind the decision of this number in the log.
    case behind(Int64)
    /// A place that a release before the log gave: an instant of Redis's clock, an entry of the line's log in MongoDB, or both.
    case former(redis: Timestamp?, line: Int64?)

    /// Nil for what was never given to anybody. The empty text is the beginning.
    package init?(_ text: String) {
        if text.isEmpty {
            self = .beginning
        } else if text.first == "r" {
            guard let number = Self.number(text.dropFirst()) else { return nil }
            self = .behind(number)
        } else {
            self.init(former: text)
        }
    }

    /// `1700000000000-0`, `m1f-0`, or the two with `~` between them.
    private init?(former text: String) {
        var redis: Timestamp?
        var line: Int64?
        for part in text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false) {
            let isLine = part.first == "m"
            let numbers = (isLine ? part.dropFirst() : part).split(separator: "-", omittingEmptySubsequences: false)
            guard numbers.count == 2, let first = Self.number(numbers[0], radix: isLine ? 16 : 10),
                Self.number(numbers[1]) != nil
            else { return nil }
            if isLine {
                guard line == nil else { return nil }
                line = first
            } else {
                guard redis == nil else { return nil }
                redis = Timestamp(milliseconds: first)
            }
        }
        self = .former(redis: redis, line: line)
    }

    /// Within 63 bits, which no store runs out of, in its one spelling.
    private static func number(_ text: Substring, radix: Int = 10) -> Int64? {
        guard let number = Int64(text, radix: radix), number >= 0 else { return nil }
        return String(number, radix: radix) == text ? number : nil
    }

    /// As a reader is given it.
    package static func text(behind number: Int64) -> String { "r\(number)" }
}
