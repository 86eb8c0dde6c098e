/// The two sides differ, or the store holds what it should not.
struct ModelDifference: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, on store: String = "Redis", seed: UInt64, expected: String, actual: String, steps: [String]) {
        description = """
            \(what), with MODPILOT_MODEL_SEED=\(seed); the last steps were:
            \(steps.joined(separator: "\n"))
            the reference:
            \(expected)
            \(store):
            \(actual)
            """
    }
}
