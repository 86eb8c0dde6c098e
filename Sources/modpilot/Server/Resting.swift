/// Who failed a moment ago and is left alone for a while: longer each time, and never for long.
struct Resting<Name: Hashable & Sendable> {
    private var rests: [Name: (length: Duration, end: ContinuousClock.Instant)] = [:]

    private static var shortest: Duration { .milliseconds(250) }
    private static var longest: Duration { .seconds(2) }

    func isOver(for name: Name) -> Bool {
        guard let rest = rests[name] else { return true }
        return rest.end <= .now
    }

    /// After a failure.
    mutating func begin(for name: Name) {
        let length = rests[name].map { min($0.length * 2, Self.longest) } ?? Self.shortest
        rests[name] = (length, .now + length)
    }

    /// After a success.
    mutating func end(for name: Name) { rests[name] = nil }
}
