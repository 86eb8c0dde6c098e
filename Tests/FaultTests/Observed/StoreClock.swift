import Foundation

/// Times as answers tell them.
enum StoreClock {
    /// A store's clock that is not the machine's is apart from it by this, or by a multiple of it. Claims are much shorter, so
    /// that each instant that an answer tells of a live claim shows by which clock it was told.
    static let shift: Duration = .seconds(600)

    /// Milliseconds since 1970 of `2026-11-20T09:30:00.125Z`.
    static func milliseconds(_ text: String) throws -> Int64 {
        let date = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
        return Int64((date.timeIntervalSince1970 * 1_000).rounded())
    }

    /// The same by the machine's clock, of an instant that is near `now`: instants of different stores can be compared then.
    static func milliseconds(_ text: String, near now: Moment) throws -> Int64 {
        let (time, step) = (try milliseconds(text), Int64(shift / .milliseconds(1)))
        let apart = time - now.wall
        return time - (apart + (apart < 0 ? -step / 2 : step / 2)) / step * step
    }
}
