import Lines
import Moderation
import Testing

@Suite struct DigestTests {
    private static func commands() -> [LineCommand] {
        let ann = ModeratorName(stored: "ann")
        let posts = (0..<20).map { TestLine.entry("p\($0)", in: QueueName(stored: "q\($0 % 7)")) }
        let (first, second) = (posts[0].post, posts[1].post)
        return [
            .publish(posts, permit: .new(until: TestLine.start), most: 100),
            .claim(TestLine.asking("ann", 2, from: QueueName(stored: "q0"))),
            .claim(TestLine.asking("ann", 3, from: QueueName(stored: "q1"))),
            .release(second, by: ann, naming: .any, anyones: false, maxReleases: 3),
            .beginDecision(first, by: ann, naming: .any),
            .holdPublisherLease(name: "one"),
            .acknowledge(first, round: 1, storedIn: 1),
            .withdraw(second, upTo: 1),
        ]
    }

    /// Hashes and the order of dictionaries differ from process to process: this number is the same in all.
    @Test func `the digest is the same in every process`() {
        var test = TestLine()
        for command in Self.commands() { test.apply(command) }
        #expect(test.line.digest == 13_180_038_201_569_922_520)
    }

    @Test func `every command counts, and the order of them`() {
        let commands = Self.commands()
        func digest(_ commands: [LineCommand]) -> UInt64 {
            var test = TestLine()
            for command in commands {
                let before = test.line.digest
                test.apply(command)
                #expect(test.line.digest != before)
            }
            return test.line.digest
        }
        let whole = digest(commands)
        #expect(whole == digest(commands))
        for left in commands.indices {
            var fewer = commands
            fewer.remove(at: left)
            #expect(digest(fewer) != whole, "without \(commands[left])")
        }
        var swapped = commands
        swapped.swapAt(1, 2)
        #expect(digest(swapped) != whole)
    }

    @Test func `what came of a command counts`() {
        var one = TestLine()
        one.publish("a", "b")
        var other = one
        one.claim("ann")
        other.claim("ben")
        #expect(one.line.digest != other.line.digest, "who holds it")
        one = other
        other.letPass(.milliseconds(1))
        one.publish("c")
        other.publish("c")
        #expect(one.line.digest != other.line.digest, "when")
        one = other
        one.release("a", by: "ben")
        other.apply(
            .release(
                PostID(stored: "a"),
                by: ModeratorName(stored: "sue"),
                naming: .any,
                anyones: true,
                maxReleases: 9
            )
        )
        #expect(one.line.digest != other.line.digest, "by whom it came back")
    }
}
