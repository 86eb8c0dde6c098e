package import Ingestion
import Synchronization

/// What the API counts, for all loops of the process. Nothing in it names a client, a moderator or a post.
package final class APIMetrics: Sendable {
    /// What is counted beside the requests themselves.
    enum Counter: Int, CaseIterable, Sendable {
        case claims, extensions, releases, escalations, approvals, rejections, acceptedVerdicts, duplicateVerdicts,
            refusedVerdicts
    }

    /// One lock for all of it: it is held for a few additions, once or twice a request.
    private let counts = Mutex(APICounts())
    private let inFlight = Atomic<Int>(0)

    package init() {}

    /// What was counted so far, and how many requests are being answered.
    var now: (counts: APICounts, inFlight: Int) {
        (counts.withLock { $0 }, inFlight.load(ordering: .relaxed))
    }

    func begin() -> ContinuousClock.Instant {
        inFlight.add(1, ordering: .relaxed)
        return .now
    }

    /// - Parameter route: The place in `Route.all`; nil where the request fitted none.
    func end(route: Int?, status: Int, since started: ContinuousClock.Instant) {
        inFlight.subtract(1, ordering: .relaxed)
        let elapsed = ContinuousClock.now - started
        counts.withLock { $0.end(route: route ?? Route.all.count, status: status, elapsed: elapsed) }
    }

    func refuse(_ code: ProblemCode) {
        counts.withLock { $0.refusals[code, default: 0] += 1 }
    }

    /// What came in by a stream counts like what came in over HTTP.
    package func count(_ report: IntakeReport) {
        add(report.accepted, to: .acceptedVerdicts)
        add(report.duplicates, to: .duplicateVerdicts)
        add(report.refused, to: .refusedVerdicts)
    }

    func add(_ number: Int, to counter: Counter) {
        guard number > 0 else { return }
        counts.withLock { $0.counters[counter.rawValue] += number }
    }
}
