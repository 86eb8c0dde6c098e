/// The time right after another Redis was put in force, in which a server may still use the one before: it was taken for dead and
/// came back, or has not looked yet.
///
/// Nobody uses the new one before that is over: no server that lives says that it reaches the former one, by signs of life that were
/// read behind the change; or all that live have looked, as they do while their signs of life count.
package struct RedisHandover: Equatable, Sendable {
    private let former: String
    private let end: ContinuousClock.Instant

    package init(from former: String, at now: ContinuousClock.Instant) {
        self.former = former
        end = now + Liveness.limit
    }

    /// - Parameter others: what the other living servers said after the change.
    package func isOver(others: [RedisSight], at now: ContinuousClock.Instant) -> Bool {
        now > end || !others.contains { $0.identity == former }
    }
}
