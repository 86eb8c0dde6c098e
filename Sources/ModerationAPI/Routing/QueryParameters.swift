/// The parameters of a query, each at most once and none that the call doesn't take.
struct QueryParameters: Sendable {
    private var values: [(name: String, value: String)] = []

    init(_ query: Substring?, known: [String]) throws(APIProblem) {
        guard let query else { return }
        for pair in Array(query.utf8).split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let found = known.first(where: { $0.utf8.elementsEqual(name) }) else {
                throw Self.unknown(name, known: known)
            }
            guard self[found] == nil else { throw .invalidField(found, "stands twice; send it once") }
            guard let value = PercentEncoding.decode(pair[name.endIndex...].dropFirst(), plusIsSpace: true) else {
                throw .invalidField(found, "is not percent-encoded UTF-8")
            }
            values.append((found, value))
        }
    }

    subscript(name: String) -> String? { values.first { $0.name == name }?.value }

    /// A whole number; `fallback` where the parameter is left out.
    func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws(APIProblem) -> Int {
        guard let text = self[name] else { return fallback }
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit), let number = Int(text),
            range.contains(number)
        else {
            throw .invalidField(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Seconds, with up to three decimals; none where the parameter is left out.
    func seconds(_ name: String, upTo most: Int) throws(APIProblem) -> Duration {
        guard let text = self[name] else { return .zero }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }),
            let whole = parts.first, whole.count <= 4, let seconds = Int(Substring(whole)),
            let thousandths = parts.count == 1 ? 0 : Self.thousandths(parts[1]),
            seconds * 1_000 + thousandths <= most * 1_000
        else { throw .invalidField(name, "must be seconds from 0 to \(most), such as 20 or 0.5") }
        return .milliseconds(seconds * 1_000 + thousandths)
    }

    private static func thousandths(_ digits: Substring.UTF8View) -> Int? {
        guard digits.count <= 3, let number = Int(Substring(digits)) else { return nil }
        return [100, 10, 1][digits.count - 1] * number
    }

    private static func unknown(_ name: ArraySlice<UInt8>, known: [String]) -> APIProblem {
        let shown = String(decoding: name.prefix(64), as: UTF8.self)
        let taken = known.isEmpty ? "this call takes none" : "this call takes " + known.joined(separator: ", ")
        return APIProblem(.unknownField, "\(shown): there is no such parameter; \(taken)", .field(shown))
    }
}

extension UInt8 {
    /// `[0-9]`
    var isDigit: Bool { self &- 0x30 < 10 }
}
