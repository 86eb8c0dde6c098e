import Foundation
import Moderation
import Testing

@Suite struct TimestampTests {
    private static let formatter: Date.ISO8601FormatStyle = {
        Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    }()

    /// The years 1583 to 9999: before them Foundation's calendar is the Julian one, and the standard's is not.
    private static let range: ClosedRange<Int64> = -12_212_553_600_000...253_402_300_799_999

    @Test func `random instants are written as Foundation writes them`() {
        for _ in 0..<5_000 { check(Int64.random(in: Self.range)) }
    }

    @Test func `so are instants around 1970 and around each turn of a month in four centuries`() {
        for instant in -5_000...5_000 { check(Int64(instant)) }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for year in 1_600...2_000 {
            for month in 1...12 {
                guard let date = calendar.date(from: DateComponents(year: year, month: month, day: 1)) else { continue }
                let first = Int64(date.timeIntervalSince1970) * 1_000
                check(first - 1)
                check(first)
            }
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_799_999, "2000-02-29T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (1_709_164_800_125, "2024-02-29T00:00:00.125Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    ])
    func `known instants are written as the standard says`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test func `durations are added in whole milliseconds, rounded down`() {
        let instant = Timestamp(milliseconds: 1_000)
        #expect(instant + .milliseconds(250) == Timestamp(milliseconds: 1_250))
        #expect(instant + .seconds(-2) == Timestamp(milliseconds: -1_000))
        #expect(instant + .microseconds(1_999) == Timestamp(milliseconds: 1_001))
        #expect(instant < instant + .milliseconds(1))
        #expect(Duration.seconds(86_400).inMilliseconds == 86_400_000)
    }

    @Test func `whatever number it is made of, nothing reckoned with it overflows`() {
        var numbers: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        for _ in 0..<1_000 { numbers.append(.random(in: .min ... .max)) }
        for number in numbers {
            let instant = Timestamp(milliseconds: number)
            #expect(instant.description.utf8.count == 24)
            for other in numbers.prefix(20) {
                let duration = Duration.milliseconds(other)
                #expect((instant + duration).description.utf8.count == 24)
                #expect((instant + duration * 4_096).description.utf8.count == 24)
                #expect(instant.since(Timestamp(milliseconds: other)).inMilliseconds.magnitude < 1 << 50)
            }
        }
        #expect(Duration.seconds(Int64.max).inMilliseconds == 1 << 60)
        #expect(Duration.seconds(Int64.min).inMilliseconds == -1 << 60)
    }

    private func check(_ milliseconds: Int64, sourceLocation: SourceLocation = #_sourceLocation) {
        let seconds = Int(milliseconds.flooredDivision(by: 1_000))
        // By whole seconds, since a Date's fractions are binary.
        let date = Date(timeIntervalSince1970: Double(seconds))
        let fraction = String(milliseconds - Int64(seconds) * 1_000)
        let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
        let expected = date.formatted(Self.formatter).dropLast(4) + padded + "Z"
        #expect(Timestamp(milliseconds: milliseconds).description == expected, sourceLocation: sourceLocation)
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}
