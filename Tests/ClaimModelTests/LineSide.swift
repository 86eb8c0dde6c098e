import ClaimFixtures
import JSONText
import Lines
import Moderation
import ModerationJSON
import MongoClaims
import MongoClient

/// A line as one side of a sequence.
struct LineSide: Sendable {
    private let claims: LineClaims
    private(set) var caller: ModelCaller

    init(_ client: Client) async throws {
        claims = LineClaims { decision in
            var json = JSONWriter()
            json.decision(decision)
            return json.text
        }
        caller = try await ModelCaller(servers: [claims, claims], client: client)
    }

    var line: Line { claims.line(of: caller.client.id) }

    mutating func answer(_ call: ModelCall) async throws -> String {
        let answer = try await caller.answer(call, on: 0)
        caller.remember(answer)
        return answer.text
    }

    func letPass(_ time: Duration) { claims.advance(by: time) }

    mutating func loseData() async throws {
        claims.loseData(of: caller.client.id)
        try await caller.noticeLoss()
    }

    /// Goes on with what was written of the line and read again, in short parts.
    func reload() throws { claims.replace(try Self.written(line), of: caller.client.id) }

    private static func written(_ line: Line) throws -> Line {
        let image = line.image()
        var reader = ImageReader()
        for part in ImageParts(image, bytes: 500) { try reader.add(part: BSONDocument(encoded: part.encoded())) }
        let header = try ImageDocument.header(image.header).encoded()
        return try reader.line(header: BSONDocument(encoded: header))
    }

    /// A line to which all was applied as it is read from a log.
    func replayed() throws -> Line {
        var line = Line()
        for applied in claims.applied(to: caller.client.id) {
            let written = try CommandDocument.document(applied.command).encoded()
            let command = try CommandDocument.read(BSONDocument(encoded: written))
            _ = line.apply(command, epoch: applied.epoch, at: applied.now)
        }
        return line
    }

    /// As `ClientDump` writes it.
    var state: String {
        let line = line
        let image = line.image()
        let numbers = caller.numbers
        // A line's own time is that of its last command.
        let now = claims.now
        let lease = line.publisher(at: now).map { "\($0.name) with \($0.settled)" } ?? "nobody"
        let results = claims.decisions(of: caller.client.id)
        let last = results.suffix(2).reversed().map { "\($0.post)/\($0.round) by \($0.moderator)" }
            .joined(separator: " ")
        var text =
            "claims \(line.epoch - numbers.firstEpoch).\(image.header.generations) "
            + "results \(results.count) \(last) lease \(lease)"
        for queue in ModelSteps.queues {
            let window = line.window(of: queue, tail: .max)
            let posts = window.tail.reversed().map(\.post.description).joined(separator: " ")
            let waiting = image.items.filter { $0.queue == queue && $0.hold == nil }
            let avoided = waiting.reduce(0) { $0 + $1.story.released.count }
            text += "\n\(queue): \(posts) | \(window.claimed) \(avoided)"
        }
        for item in image.items.sorted(by: { $0.post.description < $1.post.description }) {
            text += "\n" + item.text(numbers: numbers, now: now)
        }
        return text
    }
}
