import Foundation

/// How reports write numbers and tables.
enum Format {
    private static let english = Locale(identifier: "en_US")

    static func row(_ name: String, _ cells: [String]) -> String {
        name.padding(toLength: 18, withPad: " ", startingAt: 0)
            + cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }.joined()
    }

    static func number(_ value: Int) -> String { value.formatted(.number.locale(english)) }

    static func number(_ value: Double, digits: Int) -> String {
        value.formatted(.number.precision(.fractionLength(digits)).locale(english))
    }

    static func megabytes(_ bytes: Int) -> String { number(Double(bytes) / 1_048_576, digits: 1) + " MiB" }

    static func milliseconds(_ value: Double) -> String { number(value, digits: 3) + " ms" }
}
