import Lines
import Moderation
import Testing

@Suite struct ImageTests {
    @Test func `parts that are missing, or come twice, make no line`() {
        var test = TestLine()
        test.publish("a", "b")
        test.apply(.holdPublisherLease(name: "one"))
        test.acknowledge("a")
        test.acknowledge("z", storedIn: 0)
        let image = test.line.image()
        #expect(Line(image)?.image() == image)
        let (items, settled) = (image.items, image.settled)
        #expect(items.count == 1)
        #expect(settled.count == 2)
        #expect(Line(LineImage(header: image.header, items: [], settled: settled)) == nil)
        #expect(Line(LineImage(header: image.header, items: items + items, settled: settled)) == nil)
        #expect(Line(LineImage(header: image.header, items: items, settled: [settled[0]])) == nil)
        #expect(Line(LineImage(header: image.header, items: items, settled: [settled[0], settled[0]])) == nil)
    }

    @Test func `a copy stays as it was while the line goes on`() {
        var test = TestLine()
        test.publish((0..<2_000).map { "p\($0)" })
        test.claim("ann", 10)
        let copy = test.line
        let image = copy.image()
        test.claim("ben", 500)
        test.acknowledge("p0")
        test.publish("p0")
        #expect(copy.image() == image)
        #expect(test.line.image() != image)
    }
}
