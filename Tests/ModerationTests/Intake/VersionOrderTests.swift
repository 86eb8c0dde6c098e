import Moderation
import Testing

@Suite struct `A verdict on a known post` {
    private func order(
        _ version: String?,
        _ revision: Int64?,
        after known: (String?, Int64?),
        position: StreamPosition? = nil
    ) throws -> VersionOrder {
        let verdict = VerdictRecord(
            post: try PostID("p"),
            verdict: .manualReview,
            contentVersion: version,
            revision: revision,
            position: position
        )
        return verdict.order(after: PostVersion(content: known.0, revision: known.1, position: position))
    }

    @Test func `is stale where its revision is not above the newest known, whatever its version`() throws {
        for version in ["v1", "v2", nil] {
            for revision in [0, 4, 5] as [Int64] {
                #expect(try order(version, revision, after: ("v1", 5)) == .stale)
            }
        }
    }

    @Test func `opens a round with a newer revision of another version`() throws {
        #expect(try order("v2", 6, after: ("v1", 5)) == .opensRound)
        #expect(try order("v2", 0, after: ("v1", nil)) == .opensRound)
        #expect(try order("v2", 6, after: (nil, 5)) == .opensRound)
    }

    @Test func `raises the revision of a version that is known`() throws {
        #expect(try order("v1", 6, after: ("v1", 5)) == .raisesRevision)
        #expect(try order("v1", 0, after: ("v1", nil)) == .raisesRevision)
        #expect(try order(nil, 6, after: ("v1", 5)) == .raisesRevision)
    }

    @Test func `without a revision goes by its version alone`() throws {
        #expect(try order("v2", nil, after: ("v1", 5)) == .opensRound)
        #expect(try order("v1", nil, after: ("v1", 5)) == .known)
        #expect(try order(nil, nil, after: ("v1", 5)) == .known)
    }

    @Test func `that a stream gives late is known by its revision, and without one by its position`() throws {
        let position = try #require(StreamPosition(stream: Generation(1), entry: "5-0"))
        #expect(try order("v2", 6, after: ("v1", 5), position: position) == .opensRound)
        #expect(try order("v2", nil, after: ("v1", 5), position: position) == .known)
    }
}
