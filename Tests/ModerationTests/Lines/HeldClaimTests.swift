import Moderation
import Testing

/// Which claims stand where a store may not know all of them.
@Suite struct HeldClaimTests {
    private func held(
        _ post: PostID,
        _ generation: Int64,
        until: Int64 = 1_000,
        carried: String? = nil
    ) throws -> HeldClaim {
        HeldClaim(
            post: post,
            round: 1,
            claim: Claim(
                generation: Generation(generation),
                moderator: try ModeratorName("ann"),
                claimedAt: Timestamp(milliseconds: 0),
                expiresAt: Timestamp(milliseconds: until)
            ),
            carried: carried
        )
    }

    @Test func `of two claims on an item the newer one stands, the oldest first`() throws {
        let (a, b, c) = (try PostID("a"), try PostID("b"), try PostID("c"))
        let known = [try held(a, 2), try held(b, 5)]
        let noted = [try held(c, 1), try held(b, 3), try held(a, 4)]
        #expect(known.united(with: noted).map(\.claim.generation.number) == [1, 4, 5])
        #expect(known.united(with: []) == known)
        #expect([HeldClaim]().united(with: noted).count == 3)
    }

    @Test func `a claim ends as late as anybody knows, and keeps what the store knew of its item`() throws {
        let a = try PostID("a")
        let known = [try held(a, 2, until: 1_000, carried: "{}")]
        #expect(known.united(with: [try held(a, 2, until: 3_000)]) == [try held(a, 2, until: 3_000, carried: "{}")])
        #expect(known.united(with: [try held(a, 2, until: 500)]) == known)
    }
}
