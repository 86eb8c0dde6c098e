import Lines
import Moderation
import Testing

/// What one command does, and what is kept of an item, has its bounds.
@Suite struct BoundsTests {
    @Test func `a wave of expiries is spread over many commands`() {
        var test = TestLine()
        test.publish((0..<500).map { "p\($0)" })
        test.claim("ann", 500)
        test.letPass(.seconds(301))
        guard case .workingSet(let set) = test.apply(.claim(TestLine.asking("ben"))) else {
            Issue.record("no working set")
            return
        }
        #expect(set.ended.count == 16)
        #expect(set.items.map(\.entry.post.description) == ["p0"])
        for expected in [200, 200, 84] {
            #expect(test.line.isDue(.default, at: test.now))
            guard case .expired(let ended, _) = test.apply(.expire(.default, maxExpiries: 9)) else { continue }
            #expect(ended.count == expected)
        }
        #expect(!test.line.isDue(.default, at: test.now))
    }

    @Test func `the oldest former holders are forgotten`() throws {
        var test = TestLine()
        test.publish("a")
        for turn in 0..<40 {
            test.claim("mod-\(turn)")
            test.letPass(.seconds(301))
            test.apply(.expire(.default, maxExpiries: 1_000))
        }
        let story = try #require(test.item("a")?.story)
        #expect(story.deliveries == 40)
        #expect(story.expiries == 40)
        #expect(story.past.map(\.claim.moderator.description) == (8..<40).map { "mod-\($0)" })
    }

    @Test func `the first who released it may get it again after a hundred others`() throws {
        var test = TestLine()
        test.publish("a")
        for turn in 0..<101 {
            #expect(test.claim("mod-\(turn)").count == 1)
            test.release("a", by: "mod-\(turn)")
        }
        #expect(test.item("a")?.story.released.count == 100)
        #expect(test.claim("mod-1") == [])
        #expect(test.claim("mod-0").map(\.post) == ["a"])
    }

    @Test func `holders of the last eight rounds are remembered`() throws {
        var test = TestLine()
        for round in 1...12 {
            test.publish("a", round: round)
            if round < 12 { test.claim("mod-\(round)") }
        }
        let story = try #require(test.item("a")?.story)
        #expect(story.replaced.map(\.moderator.description) == (4...11).map { "mod-\($0)" })
        #expect(test.begin("a", by: "mod-4") == .decision(.superseded(round: 12, at: TestLine.start)))
        #expect(test.begin("a", by: "mod-3") == .decision(.notClaimed(holder: nil)))
    }
}
