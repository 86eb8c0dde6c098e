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

    /// Seconds as JSON has numbers, to the millisecond; none where the parameter is left out.
    func seconds(_ name: String, upTo most: Int) throws(APIProblem) -> Duration {
        guard let text = self[name] else { return .zero }
        guard text.utf8.count <= Self.longestNumber, Self.isNumber(text.utf8), let seconds = Double(text),
            (0...Double(most)).contains(seconds)
        else { throw .invalidField(name, "must be seconds from 0 to \(most), such as 20 or 0.5") }
        return .milliseconds(Int(seconds * 1_000))
    }

    private static let longestNumber = 40

    /// `12`, `0.5`, `5e-3`: digits, and nothing of what `Double` takes besides.
    private static func isNumber(_ text: String.UTF8View) -> Bool {
        var rest = text[...]
        func digits() -> Bool {
            let count = rest.prefix(while: \.isDigit).count
            rest = rest.dropFirst(count)
            return count > 0
        }
        func take(_ characters: String) -> Bool {
            guard let first = rest.first, characters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard digits() else { return false }
        if take("."), !digits() { return false }
        if take("eE") {
            _ = take("+-")
            guard digits() else { return false }
        }
        return rest.isEmpty
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
