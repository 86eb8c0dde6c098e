/// Asks again and again until `probe` gives a value, and returns it at once.
///
/// What `probe` throws on the way counts as "not yet"; the last such error is told when the time is over.
/// - Throws: ``NotInTime`` after `limit`, naming `what`.
package func eventually<Value>(
    _ what: String,
    within limit: Duration = .seconds(30),
    every pause: Duration = .milliseconds(20),
    probe: () async throws -> Value?
) async throws(NotInTime) -> Value {
    let clock = ContinuousClock()
    let start = clock.now
    while true {
        var trouble: (any Error)?
        do {
            if let value = try await probe() { return value }
        } catch {
            trouble = error
        }
        if Task.isCancelled || clock.now - start >= limit {
            throw NotInTime(what: what, limit: limit, trouble: trouble)
        }
        try? await clock.sleep(for: pause)
    }
}

/// Asks again and again until `condition` holds.
///
/// - Throws: ``NotInTime`` after `limit`, naming `what`.
package func eventually(
    _ what: String,
    within limit: Duration = .seconds(30),
    every pause: Duration = .milliseconds(20),
    condition: () async throws -> Bool
) async throws(NotInTime) {
    let _: Bool = try await eventually(what, within: limit, every: pause) { try await condition() ? true : nil }
}
