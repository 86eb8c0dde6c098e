/// An instant by a store's clock, in milliseconds since 1970 UTC, within the years 0 to 9999.
///
/// Whatever a store says, reckoning with it can't overflow: what lies beyond these years was written by somebody else, and stands
/// for their first or last instant.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    /// 0000-01-01T00:00:00.000Z.
    package static let first: Int64 = -62_167_219_200_000
    /// 9999-12-31T23:59:59.999Z.
    package static let last: Int64 = 253_402_300_799_999

    package init(milliseconds: Int64) { self.milliseconds = min(max(milliseconds, Self.first), Self.last) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    package static func + (instant: Timestamp, duration: Duration) -> Timestamp { instant.moved(by: duration) }

    /// How long after `other` this is.
    package func since(_ other: Timestamp) -> Duration { .milliseconds(milliseconds - other.milliseconds) }

    /// So much later, or the last instant there is.
    package func moved(by duration: Duration) -> Timestamp {
        Timestamp(milliseconds: milliseconds + duration.inMilliseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, such as `2026-11-20T09:30:00.125Z`: 24 bytes.
    ///
    /// Written by hand because it stands on the claim path several times an answer. The date comes from
    /// counting days in 400-year eras that begin on 1 March, so that the leap day is an era's last.
    package var description: String {
        let day = milliseconds.flooredDivision(by: 86_400_000)
        let time = Int(milliseconds - day * 86_400_000)
        let shifted = Int(day) + 719_468
        let era = Int(Int64(shifted).flooredDivision(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

        return String(asciiOfCapacity: 24) { text in
            text.append(year, digits: 4)
            text.append(UInt8(ascii: "-"))
            text.append(month, digits: 2)
            text.append(UInt8(ascii: "-"))
            text.append(dayOfMonth, digits: 2)
            text.append(UInt8(ascii: "T"))
            text.append(time / 3_600_000, digits: 2)
            text.append(UInt8(ascii: ":"))
            text.append(time / 60_000 % 60, digits: 2)
            text.append(UInt8(ascii: ":"))
            text.append(time / 1_000 % 60, digits: 2)
            text.append(UInt8(ascii: "."))
            text.append(time % 1_000, digits: 3)
            text.append(UInt8(ascii: "Z"))
        }
    }
}

extension String {
    fileprivate init(asciiOfCapacity capacity: Int, _ fill: (inout [UInt8]) -> Void) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capacity)
        fill(&bytes)
        self = String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
