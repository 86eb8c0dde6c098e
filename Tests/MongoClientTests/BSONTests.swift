import MongoClient
import Testing

struct BSONTests {
    static let everything: BSONDocument = [
        "string": "grüße 👩‍👩‍👧‍👦 \u{0} end", "empty": "", "int32": .int32(.min), "int64": .int64(.max),
        "double": .double(-0.1), "infinite": .double(.infinity), "true": true, "false": false,
        "date": .date(milliseconds: -1), "null": nil, "binary": .binary([0, 1, 255]),
        "oldBinary": .binary(subtype: 2, bytes: [1, 2, 3]),
        "uuid": .binary(subtype: 4, bytes: .init(repeating: 7, count: 16)),
        "document": ["b": 1, "a": [:]], "array": [1, "two", [3.5], nil],
        "timestamp": .timestamp(seconds: .max, increment: 1),
        "regex": .other(type: 0x0B, bytes: Array("a.b\0i\0".utf8)), "minKey": .other(type: 0xFF, bytes: []),
        "decimal": .other(type: 0x13, bytes: .init(1...16)),
        "": "an empty name", "$where": "dollar", "a.b": "dot", "naïve 🔑": "not ASCII",
    ]

    @Test func `every type, odd names and odd texts survive the bytes`() throws {
        var document = Self.everything
        document.append("id", .objectID(try #require(BSONObjectID(hex: "0123456789abcdefABCDEF00"))))
        let bytes = try document.encoded()
        #expect(try BSONDocument(encoded: bytes) == document)
        #expect(document.encodedByteCount == bytes.count)
    }

    @Test func `the bytes are those of the specification`() throws {
        let document: BSONDocument = ["hello": "world", "n": 1]
        let expected: [UInt8] =
            [0x1D, 0, 0, 0, 0x02] + Array("hello\0".utf8) + [6, 0, 0, 0] + Array("world\0".utf8)
            + [0x10] + Array("n\0".utf8) + [1, 0, 0, 0, 0]
        #expect(try document.encoded() == expected)
    }

    @Test func `a name with U+0000 is refused`() {
        let document: BSONDocument = ["outer": [["a\u{0}b": 1]]]
        #expect(throws: MongoError.invalid("field name \"a\\0b\" contains U+0000")) { try document.encoded() }
    }

    @Test func `200 levels are encoded, 201 are refused`() throws {
        func nested(_ levels: Int) -> BSONDocument {
            (1..<levels).reduce([:]) { inner, _ in ["d": .document(inner)] }
        }
        let deepest = nested(200)
        #expect(try BSONDocument(encoded: deepest.encoded()) == deepest)
        #expect(throws: MongoError.self) { try nested(201).encoded() }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `made-up documents survive the bytes`(seed: UInt64) throws {
        var generator = BSONGenerator(seed: seed)
        for _ in 0..<100 {
            let document = generator.document()
            let bytes = try document.encoded()
            #expect(try BSONDocument(encoded: bytes) == document)
            #expect(document.encodedByteCount == bytes.count)
        }
    }

    @Test func `bytes that are no document end in an error, whatever they are`() throws {
        let whole = try Self.everything.encoded()
        for length in whole.indices {
            #expect(throws: MongoError.self) { try BSONDocument(encoded: Array(whole[..<length])) }
        }
        var random = BSONGenerator(seed: 1)
        for _ in 0..<20_000 {
            var damaged = whole
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                damaged[Int.random(in: damaged.indices, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            // Some damage still is BSON; what counts is that it is read or refused, and shown.
            _ = try? BSONDocument(encoded: damaged).description
        }
        let deep = Array(repeating: [UInt8](repeating: 0x03, count: 1) + [0x61, 0], count: 100_000).flatMap(\.self)
        #expect(throws: MongoError.self) { try BSONDocument(encoded: [0, 0, 0, 0x70] + deep) }
    }

    @Test func `numbers are read across types where nothing is lost`() {
        let document: BSONDocument = ["a": .int32(5), "b": .int64(5), "c": .double(5), "d": .double(5.5), "e": "5"]
        #expect(document.int64("a") == 5 && document.int64("b") == 5 && document.int64("c") == 5)
        #expect(document.int64("d") == nil && document.int64("e") == nil && document.int64("missing") == nil)
        #expect(document.double("a") == 5 && document.double("d") == 5.5)
    }

    @Test func `a required field says what is wrong with it`() throws {
        let document: BSONDocument = ["round": "one"]
        #expect(throws: MongoError.malformed("field \"round\" has an unexpected type, or is out of range")) {
            try document.required("round", \.int64Value)
        }
        #expect(throws: MongoError.malformed("field \"status\" is missing")) {
            try document.required("status", \.stringValue)
        }
    }

    @Test func `fields keep their order when they are set, replaced and removed`() {
        var document: BSONDocument = ["a": 1, "b": 2, "c": 3]
        document["b"] = "two"
        document["a"] = nil
        document["d"] = 4
        #expect(document == ["b": "two", "c": 3, "d": 4])
        #expect(document != ["c": 3, "b": "two", "d": 4])
    }

    @Test func `a document is readable in messages, types that are not modelled included`() {
        #expect(Self.everything.description.contains(#""regex": regex("a.b", "i")"#))
        #expect(Self.everything.description.contains(#""decimal": decimal128(100f0e0d"#))
    }

    @Test(arguments: ["", "0123", "0123456789abcdefabcdef0g", "０123456789abcdefabcdef0"])
    func `what is not 24 hexadecimal digits is no object id`(_ text: String) {
        #expect(BSONObjectID(hex: text) == nil)
    }
}
