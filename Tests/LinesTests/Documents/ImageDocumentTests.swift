import Lines
import Moderation
import MongoClaims
import MongoClient
import Testing

@Suite struct ImageDocumentTests {
    private static func line() -> Line {
        var test = TestLine(epoch: 7)
        test.publish((0..<300).map { "p\($0)" }, in: QueueName(stored: "images"))
        test.apply(.holdPublisherLease(name: "one"))
        test.claim("ann", 30, from: QueueName(stored: "images"))
        for post in 0..<20 { test.release("p\(post)", by: "ann", most: post % 3) }
        test.begin("p25", by: "ann")
        for post in 100..<150 { test.acknowledge("p\(post)") }
        test.apply(.close)
        return test.line
    }

    @Test(arguments: [1, 1_000, 1 << 20])
    func `an image is read as it was written, whatever its parts`(bytes: Int) throws {
        let line = Self.line()
        let parts = Array(ImageParts(line.image(), bytes: bytes))
        #expect(parts.allSatisfy { $0.encodedByteCount < bytes + 1_000 })
        var reader = ImageReader()
        for part in parts { try reader.add(part: BSONDocument(encoded: part.encoded())) }
        let header = ImageDocument.header(line.image().header)
        let read = try reader.line(header: BSONDocument(encoded: header.encoded()))
        #expect(read.image() == line.image())
        #expect(read.digest == line.digest)
        #expect(read.stats(now: line.time) == line.stats(now: line.time))
    }

    @Test func `a part that is missing, or comes twice, is noticed`() throws {
        let image = Self.line().image()
        let parts = Array(ImageParts(image, bytes: 2_000))
        #expect(parts.count > 3)
        let header = ImageDocument.header(image.header)
        for index in parts.indices {
            for broken in [Array(parts[..<index] + parts[(index + 1)...]), parts + [parts[index]]] {
                var reader = ImageReader()
                for part in broken { try reader.add(part: part) }
                #expect(throws: MongoError.self) { try reader.line(header: header) }
            }
        }
    }
}
