import Lines
import Moderation
import MongoClient
import TestSupport
import Testing

@testable import MongoClaims

/// What goes into one entry together.
@Suite struct QueueTests {
    @Test func `an entry takes what it has room for, in order`() {
        var queue = CommandQueue()
        for id in 0..<600 { accept(queue.append(waiting(UInt64(id)))) }
        expectNext(&queue, Array(0..<512))
        expectNext(&queue, Array(512..<600))
        expectNext(&queue, [])
        for id in 0..<3 { accept(queue.append(waiting(UInt64(id), bytes: 700_000))) }
        expectNext(&queue, [0])
        queue.putBack([waiting(0, bytes: 700_000)])
        expectNext(&queue, [0])
        let (isRemoved, isRemovedAgain) = (queue.remove(2), queue.remove(2))
        #expect(isRemoved && !isRemovedAgain)
        expectNext(&queue, [1])
        #expect(queue.isEmpty)
    }

    @Test func `who comes when too much waits is refused`() {
        var queue = CommandQueue()
        for id in 0..<CommandQueue.mostWaiting { accept(queue.append(waiting(UInt64(id)))) }
        let isTooMuch = !queue.append(waiting(99_999))
        #expect(isTooMuch)
        _ = queue.takeBatch()
        accept(queue.append(waiting(99_999)))
    }

    @Test func `commands of one epoch share an entry, and an opening is the last of its own`() {
        var queue = CommandQueue()
        for (id, epoch) in [(0, 1), (1, 1), (2, 2), (3, 2)] {
            accept(queue.append(waiting(UInt64(id), id == 2 ? .open(adopting: []) : .close, epoch: Int64(epoch))))
        }
        expectNext(&queue, [0])
        expectNext(&queue, [1])
        expectNext(&queue, [2])
        expectNext(&queue, [3])
    }

    @Test func `an acknowledge waits for the entry behind another command on its post`() throws {
        let post = try PostID("a")
        let other = try PostID("b")
        var queue = CommandQueue()
        let commands: [LineCommand] = [
            .withdraw(post, upTo: 1), .acknowledge(other, round: 1, storedIn: 1),
            .acknowledge(post, round: 1, storedIn: 1), .withdraw(post, upTo: 1), .withdraw(other, upTo: 1),
            .acknowledge(post, round: 1, storedIn: 1),
        ]
        for (id, command) in commands.enumerated() { accept(queue.append(waiting(UInt64(id), command))) }
        expectNext(&queue, [0, 1])
        expectNext(&queue, [2, 3, 4])
        expectNext(&queue, [5])
    }

    @Test func `a cursor is read as it was given, and no other text is one`() {
        let cursor = ResultCursor(seq: 0x2F, index: 3)
        #expect(cursor.description == "m2f-3")
        #expect(ResultCursor("m2f-3") == cursor)
        for text in ["", "123-0", "m", "m-1", "m2f", "m2f-", "mxyz-1", "m0-1", "m1--1", "m1-1-1", "2f-3"] {
            #expect(ResultCursor(text) == nil, "\(text)")
        }
    }

    private func accept(_ isAccepted: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(isAccepted, sourceLocation: sourceLocation)
    }

    private func expectNext(
        _ queue: inout CommandQueue,
        _ ids: [UInt64],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let batch = queue.takeBatch().map(\.id)
        #expect(batch == ids, sourceLocation: sourceLocation)
    }

    private func waiting(
        _ id: UInt64,
        _ command: LineCommand = .endPublisherLease(name: "p"),
        bytes: Int = 10,
        epoch: Int64 = 1
    ) -> WaitingCommand {
        WaitingCommand(id: id, command: command, document: [:], bytes: bytes, epoch: epoch, decision: nil)
    }
}
