import CLibevent
import Glibc

/// The `Date` header line, made anew once a second.
struct DateLine {
    private var second: Int = -1
    private var line: [UInt8] = []

    /// The line for now, with its line end.
    mutating func now() -> [UInt8] {
        var time = timespec()
        // The coarse clock costs a few nanoseconds and lags by milliseconds.
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        if time.tv_sec != second {
            second = time.tv_sec
            line = Array("Date: \(Self.text(of: second))\r\n".utf8)
        }
        return line
    }

    /// The fixed format of RFC 9110, 5.6.7, such as `Sun, 06 Nov 1994 08:49:37 GMT`; `second` counts from 1970.
    static func text(of second: Int) -> String {
        let (days, rest) = second.quotientAndRemainder(dividingBy: 86_400)
        // Years are counted from March, so that the leap day is the last of its year; 719,468 days from March 1st
        // of year 0 to 1970.
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
        let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
        return "\(weekdays[days % 7]), \(twoDigits(day)) \(months[month]) \(year) \(clock) GMT"
    }

    /// From the first day of 1970.
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"]

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
