import Glibc

/// The `Date` of answers (RFC 9110, section 5.6.7), written once a second.
struct HTTPDate {
    private var second: time_t = -1
    private var written = ""

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    mutating func text() -> String { text(at: time(nil)) }

    /// - Parameter now: seconds since 1970.
    mutating func text(at now: time_t) -> String {
        guard now != second else { return written }
        var at = now
        var parts = unsafe tm()
        unsafe gmtime_r(&at, &parts)
        second = now
        let day = Self.days[unsafe Int(parts.tm_wday) % 7]
        let month = Self.months[unsafe Int(parts.tm_mon) % 12]
        let clock = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map(Self.twoDigits).joined(separator: ":")
        let date = unsafe "\(Self.twoDigits(parts.tm_mday)) \(month) \(Int(parts.tm_year) + 1_900)"
        written = "\(day), \(date) \(clock) GMT"
        return written
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
