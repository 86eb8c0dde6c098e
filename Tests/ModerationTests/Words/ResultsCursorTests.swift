import Moderation
import Testing

@Suite struct ResultsCursorTests {
    @Test(
        arguments: [
            ("", .beginning), ("r0", .behind(0)), ("r12", .behind(12)),
            ("17-3", .former(redis: Timestamp(milliseconds: 17), line: nil)),
            ("m1f-0", .former(redis: nil, line: 31)),
            ("17-3~m1f-0", .former(redis: Timestamp(milliseconds: 17), line: 31)),
            ("m1f-0~17-3", .former(redis: Timestamp(milliseconds: 17), line: 31)),
        ] as [(String, ResultsCursor)]
    )
    func `a cursor is read, of this release and of the one before`(text: String, cursor: ResultsCursor) {
        #expect(ResultsCursor(text) == cursor)
    }

    @Test(
        arguments: [
            "r", "r-1", "r+1", "r1-0", "rx", "r99999999999999999999", "x", "1", "1-", "-1", "1-2-3", "+1-2", "m-0",
            "mx-0", "r007", "m1F-0", "01-2", "1-00",
            "1-0~", "~", "1-0~2-0", "m1-0~m2-0",
        ]
    )
    func `what was never given is none`(text: String) {
        #expect(ResultsCursor(text) == nil)
    }

    @Test func `a cursor that is given is read again`() {
        #expect(ResultsCursor(ResultsCursor.text(behind: 9_007_199_254_740_993)) == .behind(9_007_199_254_740_993))
    }
}
