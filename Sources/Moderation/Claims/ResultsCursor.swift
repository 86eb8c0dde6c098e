/// How far a reader of results has come: its place in the stream in Redis, in the log in MongoDB, or in both, where the client's
/// line has been in either.
///
/// `1700000000000-0`, `m1f-0`, or the two with `~` between them.
package struct ResultsCursor: Equatable, Sendable {
    package var redis: String?
    package var mongo: String?

    package init(redis: String? = nil, mongo: String? = nil) {
        self.redis = redis
        self.mongo = mongo
    }

    /// Nil for what no store ever gave to anybody. The empty text is the beginning.
    package init?(_ text: String) {
        guard !text.isEmpty else { return }
        for part in text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false) {
            let isMongo = part.first == "m"
            let numbers = part.drop { $0 == "m" && isMongo }.split(separator: "-", omittingEmptySubsequences: false)
            // Within 63 bits, which no store runs out of.
            guard numbers.count == 2, let first = Int64(numbers[0], radix: isMongo ? 16 : 10), first >= 0,
                let second = Int64(numbers[1]), second >= 0, !part.contains("+")
            else { return nil }
            if isMongo {
                guard mongo == nil else { return nil }
                mongo = String(part)
            } else {
                guard redis == nil else { return nil }
                redis = String(part)
            }
        }
    }

    package var text: String { [redis, mongo].compactMap(\.self).joined(separator: "~") }

    subscript(store: Tier) -> String? {
        get { store == .redis ? redis : mongo }
        set { if store == .redis { redis = newValue } else { mongo = newValue } }
    }
}
