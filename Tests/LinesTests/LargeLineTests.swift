import Lines
import Moderation
import TestSupport
import Testing

/// What a line keeps up to date at each step is what it finds when it is put together from its items.
@Suite struct LargeLineTests {
    private static let moderators = (0..<12).map { "mod-\($0)" }
    private static let queues: [QueueName] = [.default, QueueName(stored: "images"), .escalated]

    @Test func `a line of thousands agrees with itself`() throws {
        var random = SeededGenerator(seed: 42)
        var test = TestLine()
        for turn in 0..<4_000 {
            step(turn, &test, &random)
            guard turn % 400 == 399 else { continue }
            let again = try #require(Line(test.line.image()))
            #expect(again.itemCount > 1_000)
            #expect(again.stats(now: test.now) == test.line.stats(now: test.now))
            #expect(again.queues == test.line.queues)
            #expect(again.holdings(now: test.now) == test.line.holdings(now: test.now))
            for queue in Self.queues {
                #expect(again.window(of: queue, tail: 5_000) == test.line.window(of: queue, tail: 5_000))
                let stay = Duration.seconds(turn / 2)
                let overstayed = again.overstayed(in: queue, itemTTL: stay, limit: 900, now: test.now)
                #expect(overstayed == test.line.overstayed(in: queue, itemTTL: stay, limit: 900, now: test.now))
                try expectSameClaims(again, test, from: queue)
            }
        }
    }

    private func expectSameClaims(_ again: Line, _ test: TestLine, from queue: QueueName) throws {
        var (one, other) = (again, test.line)
        for moderator in Self.moderators {
            let claim = LineCommand.claim(TestLine.asking(moderator, 20, from: queue))
            #expect(one.apply(claim, epoch: 1, at: test.now) == other.apply(claim, epoch: 1, at: test.now))
        }
    }

    private func step(_ turn: Int, _ test: inout TestLine, _ random: inout SeededGenerator) {
        let moderator = Self.moderators[Int.random(in: 0..<12, using: &random)]
        let post = "p\(Int.random(in: 0..<3_000, using: &random))"
        test.letPass(.milliseconds(Int.random(in: 0..<2_000, using: &random)))
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3 where turn < 300, 0:
            let due = (0..<30).map { _ in entry(Int.random(in: 0..<3_000, using: &random), &random) }
            test.apply(.publish(due, permit: .new(until: test.now), most: 2_500))
        case 1..<5:
            let queue = Self.queues[Int.random(in: 0..<3, using: &random)]
            test.apply(.claim(TestLine.asking(moderator, 1 + turn % 20, from: queue)))
        case 5..<8:
            let held = test.claim(moderator, 3).last?.post ?? post
            test.release(held, by: moderator, most: 4)
        case 8: test.apply(.expire(Self.queues[turn % 2], maxExpiries: 3))
        default: test.acknowledge(post)
        }
    }

    private func entry(_ number: Int, _ random: inout SeededGenerator) -> LineEntry {
        let at = TestLine.start + .milliseconds(Int.random(in: 0..<1_000, using: &random))
        return LineEntry(
            post: PostID(stored: "p\(number)"),
            round: 1,
            queue: Self.queues[number % 2],
            priority: Priority.allCases[number % 4],
            queuedAt: at,
            dueAt: at + .seconds(number % 4),
            story: nil
        )
    }
}
