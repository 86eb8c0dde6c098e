import Lines
import Moderation
import MongoClaims
import MongoClient
import Testing

@Suite struct CommandDocumentTests {
    private static let ann = ModeratorName(stored: "ann")
    private static let post = PostID(stored: "$a.b/ü")
    private static let claim = Claim(
        generation: Generation(5 << 32 + 7),
        moderator: ann,
        claimedAt: TestLine.start,
        expiresAt: TestLine.start + .seconds(300)
    )

    private static var story: Story {
        var story = Story()
        story.deliveries = 2
        story.expiries = 1
        story.past = [Story.Former(claim: claim, end: .expired), Story.Former(claim: claim, end: .taken)]
        story.released = [ann]
        story.replaced = [Story.Replaced(moderator: ann, generation: Generation(3))]
        return story
    }

    private static var entries: [LineEntry] {
        let plain = TestLine.entry("p")
        let other = LineEntry(
            post: post,
            round: 3,
            queue: .escalated,
            priority: .urgent,
            queuedAt: TestLine.start,
            dueAt: TestLine.start + .seconds(9),
            story: story
        )
        return [plain, other]
    }

    private static let commands: [LineCommand] = [
        .open(adopting: []),
        .open(adopting: entries.map { Holding(entry: $0, claim: claim) }),
        .adopt(entries.map { Holding(entry: $0, claim: claim) }, mark: "x1", isFirst: true),
        .adopt([], mark: "x1", isFirst: false),
        .begin(mark: "x1", count: 2),
        .close,
        .holdPublisherLease(name: "one"),
        .endPublisherLease(name: "one"),
        .publish(entries, permit: .new(until: TestLine.start), most: 100_000),
        .publish([], permit: .publisher(name: "one"), most: 1),
        .claim(TestLine.asking("ann", 3, from: .escalated)),
        .takeBack(post, generation: claim.generation),
        .unclaim(post, generation: claim.generation),
        .beginDecision(post, by: ann, naming: .any),
        .beginDecision(post, by: ann, naming: .unknown),
        .beginDecision(post, by: ann, naming: .any, keepsExpiry: true),
        .resumeDecision(post, by: ann, under: LostClaim(generation: claim.generation, round: 2)),
        .extend(
            post,
            by: ann,
            naming: .generation(claim.generation),
            lease: .seconds(1),
            maxHold: .milliseconds(1_500)
        ),
        .release(post, by: ann, naming: .any, anyones: false, maxReleases: 5),
        .release(post, by: ann, naming: .generation(Generation(1)), anyones: true, maxReleases: 5),
        .escalate(post, by: ann, naming: .unknown),
        .acknowledge(post, round: 2, storedIn: 1 << 40),
        .reopen(post, token: claim.generation),
        .withdraw(post, upTo: 4),
        .expire(.default, maxExpiries: 3),
        .shelve([LineRound(post: post, round: 1)], from: .default, publisher: "one"),
    ]

    @Test(arguments: commands)
    func `a command is read as it was written`(command: LineCommand) throws {
        let document = try CommandDocument.document(command)
        #expect(try CommandDocument.read(BSONDocument(encoded: document.encoded())) == command)
    }

    /// Each field that is there is needed, or stands for something that is not as usual.
    @Test(arguments: commands)
    func `what is missing is missed`(command: LineCommand) throws {
        let document = try CommandDocument.document(command)
        for field in document.fields {
            var less = document
            less[field.name] = nil
            #expect((try? CommandDocument.read(less)) != command, "without \(field.name)")
            var wrong = document
            wrong[field.name] = .null
            #expect((try? CommandDocument.read(wrong)) != command, "\(field.name) is null")
        }
    }

    @Test func `what is no command is refused`() {
        for document: BSONDocument in [
            [:], ["c": "vanish"], ["c": "vanish", "p": "a", "m": "ann"], ["c": "open", "i": 1],
            ["c": "open", "i": [1]],
            ["c": "publish", "t": 1, "k": 1, "i": [["p": "a"]]],
            ["c": "publish", "t": 1, "k": 1, "i": [["p": "a", "r": 1, "y": "soon", "a": 1, "d": 1]]],
        ] {
            #expect(throws: MongoError.self, "\(document)") { try CommandDocument.read(document) }
        }
    }

    @Test func `a command that is too long is refused before it is written`() throws {
        let name = String(repeating: "p", count: 250)
        let entries = (0..<20_000).map { TestLine.entry("\(name)\($0)") }
        let command = LineCommand.publish(entries, permit: .publisher(name: "one"), most: 1)
        #expect(throws: MongoError.self) { try CommandDocument.document(command) }
        let half = LineCommand.publish(Array(entries[..<10_000]), permit: .publisher(name: "one"), most: 1)
        #expect(try CommandDocument.document(half).encodedByteCount <= CommandDocument.maximumBytes)
    }
}
