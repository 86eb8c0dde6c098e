import Moderation
import Testing

@Suite struct StreamPositionTests {
    private func position(_ stream: Int64, _ entry: String) throws -> StreamPosition {
        try #require(StreamPosition(stream: Generation(stream), entry: entry))
    }

    @Test func `entries are ordered by stream, then by time, then by count, as numbers`() throws {
        let inOrder = try [
            position(1, "9-0"), position(1, "9-2"), position(1, "9-10"), position(1, "10-0"),
            position(1, "18446744073709551615-18446744073709551615"), position(2, "0-1"), position(10, "0-1"),
        ]
        #expect(inOrder.shuffled().sorted() == inOrder)
    }

    @Test func `a position is read as it was written`() throws {
        let one = try position(4_294_967_297, "1763632800000-7")
        #expect(one.description == "4294967297/1763632800000-7")
        #expect(StreamPosition(stored: one.description) == one)
    }

    @Test(arguments: ["", "1", "1/", "1/2", "1/2-", "1/-2", "x/1-1", "1/x-1", "1/1-1-1", "1/1-1/1"])
    func `what is no position is none`(text: String) {
        #expect(StreamPosition(stored: text) == nil)
    }

    @Test func `a verdict at the last position or before it opens no round`() throws {
        let last = try position(1, "5-0")
        for (entry, opens) in [("4-0", false), ("5-0", false), ("5-1", true)] {
            let verdict = VerdictRecord(
                post: try PostID("p"),
                verdict: .manualReview,
                contentVersion: "2",
                position: try position(1, entry)
            )
            let isNew: VersionOrder = opens ? .opensRound : .known
            #expect(verdict.order(after: PostVersion(content: "1", position: last)) == isNew)
            #expect(verdict.order(after: PostVersion(content: "1")) == .opensRound)
            #expect(verdict.order(after: PostVersion(content: "2")) == .known)
        }
        let byHand = VerdictRecord(post: try PostID("p"), verdict: .manualReview, contentVersion: "2")
        #expect(byHand.order(after: PostVersion(content: "1", position: last)) == .opensRound)
        #expect(byHand.order(after: PostVersion(content: nil, position: last)) == .opensRound)
    }
}
