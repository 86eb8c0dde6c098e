/// Why a benchmark gave no result.
struct BenchFailure: Error {
    let message: String
    let isMisuse: Bool

    static func failed(_ message: String) -> BenchFailure { BenchFailure(message: message, isMisuse: false) }
    static func misuse(_ message: String) -> BenchFailure { BenchFailure(message: message, isMisuse: true) }
}
