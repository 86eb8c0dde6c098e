import Moderation
import Testing

struct KnownClaimsTests {
    private let client = ClientID(stored: "acme")

    private func event(_ kind: ItemEvent.Kind, _ generation: Int64, until end: Int64?) -> ItemEvent {
        ItemEvent(
            post: PostID(stored: "p"),
            kind: kind,
            at: Timestamp(milliseconds: 10),
            round: 1,
            generation: Generation(generation),
            until: end.map(Timestamp.init(milliseconds:))
        )
    }

    @Test func `a claim is news once, and again with a later end`() {
        var known = KnownClaims()
        let first = known.learn(event(.claimed, 1, until: 70), of: client)
        let again = known.learn(event(.claimed, 1, until: 70), of: client)
        let next = known.learn(event(.claimed, 2, until: 70), of: client)
        let ofOther = known.learn(event(.claimed, 1, until: 70), of: ClientID(stored: "other"))
        let later = known.learn(event(.claimed, 1, until: 90), of: client)
        #expect([first, again, next, ofOther, later] == [true, false, true, true, true])
    }

    @Test func `whoever extended a claim knows its end, and every other event is news`() {
        var known = KnownClaims()
        let extended = known.learn(event(.extended, 1, until: 90), of: client)
        let shown = known.learn(event(.claimed, 1, until: 90), of: client)
        #expect([extended, shown] == [true, false])
        let others = [event(.extended, 1, until: 90), event(.released, 1, until: nil)]
        let news = (others + others).map { known.learn($0, of: client) }
        #expect(news == [true, true, true, true])
    }

    @Test func `of many claims the last ones are known`() {
        var known = KnownClaims(most: 100)
        let news = (1...1_000).map { known.learn(event(.claimed, $0, until: 70), of: client) }
        #expect(!news.contains(false))
        let newsAgain = (901...1_000).map { known.learn(event(.claimed, $0, until: 70), of: client) }
        #expect(!newsAgain.contains(true))
        let newsOfFirst = known.learn(event(.claimed, 1, until: 70), of: client)
        #expect(newsOfFirst)
    }
}
