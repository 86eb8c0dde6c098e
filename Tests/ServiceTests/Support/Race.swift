import TestSupport
import Testing

/// Repeats a race until each of its outcomes has been seen, so that a test which passes has tested them all.
enum Race {
    /// - Parameters:
    ///   - rounds: Are run at least.
    ///   - limit: Ends the race; what has not been seen by then is an issue.
    ///   - round: Given its number, from 0; gives what came out.
    static func run<Outcome: Hashable & CaseIterable>(
        _: Outcome.Type,
        rounds: Int,
        within limit: Duration = .seconds(60),
        _ round: (Int) async throws -> [Outcome]
    ) async throws {
        let deadline = ContinuousClock.now + limit
        var seen: [Outcome: Int] = [:]
        var number = 0
        while number < rounds || (Outcome.allCases.contains { seen[$0] == nil } && ContinuousClock.now < deadline) {
            for outcome in try await round(number) { seen[outcome, default: 0] += 1 }
            number += 1
        }
        for outcome in Outcome.allCases {
            #expect(seen[outcome] != nil, "\(outcome) did not come out in \(number) rounds: \(seen)")
        }
    }

    /// Makes two calls at about the same time. Which of them starts first, and by how much, changes with the round.
    static func together<First: Sendable, Second: Sendable>(
        round: Int,
        _ first: @escaping @Sendable () async throws -> First,
        _ second: @escaping @Sendable () async throws -> Second
    ) async throws -> (First, Second) {
        let lead = Duration.microseconds(700) * (round / 2 % 8)
        async let one = after(round % 2 == 0 ? .zero : lead, first)
        async let two = after(round % 2 == 0 ? lead : .zero, second)
        return try await (one, two)
    }

    private static func after<Value>(_ pause: Duration, _ body: () async throws -> Value) async throws -> Value {
        if pause > .zero { try await Task.sleep(for: pause) }
        return try await body()
    }
}
