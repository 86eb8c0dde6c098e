/// What a load run saw. Every request was answered with status 200.
package struct LoadResult: Sendable {
    /// Answers whose body began as the plan says.
    package var counted: Int { countedAt.count }
    /// When each of those came, in nanoseconds of `MonotonicClock`, in order of arrival.
    package var countedAt: [UInt64]
    /// From the first request to the last answer, in nanoseconds.
    package var elapsed: UInt64
    /// One for each answer, in nanoseconds, in order of arrival.
    package var latencies: [UInt64]
}
