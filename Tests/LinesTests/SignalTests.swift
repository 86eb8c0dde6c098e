import Lines
import Moderation
import Testing

/// Whoever waits is told of all that can be claimed, and of results.
@Suite struct SignalTests {
    private let images = QueueName(stored: "images")

    @Test func `what comes into line is told, by queue`() {
        var test = TestLine()
        #expect(test.line.takeSignals() == [])
        test.publish("c", in: images)
        test.publish("a", "b")
        test.publish("a")
        #expect(test.line.takeSignals() == [.items(in: .default, count: 2), .items(in: images, count: 1)])
        #expect(test.line.takeSignals() == [])
        test.publish("a", round: 2)
        #expect(test.line.takeSignals() == [.items(in: .default, count: 1)])
    }

    @Test func `what comes back is told`() {
        var test = TestLine()
        test.publish("a", "b")
        let claims = test.claim("ann", 2)
        _ = test.line.takeSignals()
        test.apply(.unclaim(PostID(stored: "a"), generation: claims[0].generation))
        #expect(test.line.takeSignals() == [.items(in: .default, count: 1)])
        test.release("b", by: "ann")
        #expect(test.line.takeSignals() == [.items(in: .default, count: 1)])
        test.release("b", by: "ann")
        #expect(test.line.takeSignals() == [], "nothing came back")
    }

    @Test func `what expires is told, where it goes`() {
        var test = TestLine()
        test.publish("a", "b", "c")
        test.claim("ann", 3)
        _ = test.line.takeSignals()
        test.letPass(.seconds(301))
        test.apply(.expire(.default, maxExpiries: 2))
        #expect(test.line.takeSignals() == [.items(in: .default, count: 3)])
        test.claim("ben", 3)
        test.letPass(.seconds(301))
        test.claim("cyn", 3)
        #expect(test.line.takeSignals() == [.items(in: .default, count: 3)])
        test.letPass(.seconds(301))
        test.apply(.expire(.default, maxExpiries: 2))
        #expect(test.line.takeSignals() == [.items(in: .escalated, count: 3)])
    }

    @Test func `what is escalated is told to the supervisors`() {
        var test = TestLine()
        test.publish("a", "b")
        test.claim("ann", 2)
        _ = test.line.takeSignals()
        test.apply(.escalate(PostID(stored: "a"), by: ModeratorName(stored: "ann"), naming: .any))
        test.release("b", by: "ann", most: 1)
        #expect(test.line.takeSignals() == [.items(in: .escalated, count: 2)])
    }

    @Test func `results are told once`() {
        var test = TestLine()
        test.publish("a")
        test.claim("ann")
        test.begin("a", by: "ann")
        _ = test.line.takeSignals()
        test.acknowledge("a")
        test.acknowledge("a")
        #expect(test.line.takeSignals() == [.results(count: 1)])
        test.acknowledge("z", storedIn: 0)
        #expect(test.line.takeSignals() == [.results(count: 1)], "of an epoch before this one")
    }
}
