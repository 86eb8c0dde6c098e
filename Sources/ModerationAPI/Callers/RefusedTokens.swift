import Synchronization

/// Counts tokens that are none by the address that they come from: who sends many waits for each answer, and is named.
package final class RefusedTokens: Sendable {
    private struct Count {
        var since: ContinuousClock.Instant
        var refused = 0
    }

    private let report: @Sendable (_ address: String, _ count: Int) -> Void
    private let counts = Mutex<[String: Count]>([:])

    private static let window: Duration = .seconds(10)
    /// In a window. A team whose tokens have ended stays below.
    static let borne = 300
    static let pause: Duration = .milliseconds(200)
    /// Whoever has more addresses than this gains nothing by it: what is counted begins anew.
    private static let mostAddresses = 10_000

    /// - Parameter report: is told of an address, once in each window in which it sends too many.
    package init(report: @escaping @Sendable (_ address: String, _ count: Int) -> Void = { _, _ in }) {
        self.report = report
    }

    /// To be called before a token is refused; returns when that may be said.
    func note(from address: String, at now: ContinuousClock.Instant = .now) async {
        let count = counts.withLock { counts in
            if counts.count >= Self.mostAddresses, counts[address] == nil { counts = [:] }
            var count = counts[address] ?? Count(since: now)
            if now - count.since > Self.window { count = Count(since: now) }
            count.refused += 1
            counts[address] = count
            return count.refused
        }
        guard count > Self.borne else { return }
        if count == Self.borne + 1 { report(address, count) }
        try? await Task.sleep(for: Self.pause)
    }
}
