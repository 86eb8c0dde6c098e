import Foundation

/// How long to go on, and from which seed.
struct ModelPlan: Sendable {
    /// Each sequence has a seed of its own: this one, and so on upwards. What a sequence found is repeated by its seed
    /// alone, except that two callers at once come in the order in which they come.
    let seed: UInt64
    let operations: Int

    static func ofEnvironment() throws -> ModelPlan {
        let environment = ProcessInfo.processInfo.environment
        return ModelPlan(
            seed: try value(environment, "MODPILOT_MODEL_SEED") ?? UInt64.random(in: 0...UInt64.max >> 1),
            operations: try value(environment, "MODPILOT_MODEL_OPERATIONS") ?? 200_000
        )
    }

    private static func value<Number: FixedWidthInteger>(
        _ environment: [String: String],
        _ name: String
    ) throws -> Number? {
        guard let text = environment[name] else { return nil }
        guard let number = Number(text), number >= 0 else { throw InvalidVariable(name: name, text: text) }
        return number
    }
}
