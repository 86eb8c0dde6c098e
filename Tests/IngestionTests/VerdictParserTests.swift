import Moderation
import Testing

@testable import Ingestion

@Suite
struct `A verdict's text` {
    @Test
    func `becomes a record with its payload as it was written`() throws {
        let record = try VerdictParser.parse(
            """
            {"post_id":"p/1 ü","verdict":"manual_review","priority":"high","queue":"images","content_version":"v2",
             "content":{"n": 9007199254740993, "a.b": {"$where": 1}, "": "\\u2028"},
             "ai":{"labels":["spam","hate"],"scores":{"spam":0.710}},"metadata":{"k":null}}
            """
        )
        #expect(record.post.description == "p/1 ü")
        #expect(record.verdict == .manualReview)
        #expect(record.priority == .high)
        #expect(record.queue.description == "images")
        #expect(record.contentVersion == "v2")
        #expect(record.payload.content == #"{"n":9007199254740993,"a.b":{"$where":1},"":"\u2028"}"#)
        #expect(record.payload.ai == #"{"labels":["spam","hate"],"scores":{"spam":0.710}}"#)
        #expect(record.payload.metadata == #"{"k":null}"#)
        #expect(record.labels == ["spam", "hate"])
    }

    @Test
    func `has defaults for what is left out or null`() throws {
        for text in [
            #"{"post_id":"p","verdict":"approved"}"#,
            #"{"post_id":"p","verdict":"approved","priority":null,"queue":null,"ai":null,"content":null}"#,
        ] {
            let record = try VerdictParser.parse(text)
            #expect(record == VerdictRecord(post: try PostID("p"), verdict: .approved))
        }
    }

    @Test(
        arguments: [
            (#"{"verdict":"approved"}"#, "post_id"),
            (#"{"post_id":null,"verdict":"approved"}"#, "post_id"),
            (#"{"post_id":7,"verdict":"approved"}"#, "post_id"),
            (#"{"post_id":"","verdict":"approved"}"#, "post_id"),
            (#"{"post_id":"a\u0000b","verdict":"approved"}"#, "post_id"),
            (#"{"post_id":"\#(String(repeating: "x", count: 257))","verdict":"approved"}"#, "post_id"),
            (#"{"post_id":"p"}"#, "verdict"),
            (#"{"post_id":"p","verdict":"perhaps"}"#, "verdict"),
            (#"{"post_id":"p","verdict":true}"#, "verdict"),
            (#"{"post_id":"p","verdict":"manual_review"}"#, "content"),
            (#"{"post_id":"p","verdict":"manual_review","content":null}"#, "content"),
            (#"{"post_id":"p","verdict":"manual_review","content":"text"}"#, "content"),
            (#"{"post_id":"p","verdict":"approved","content":[]}"#, "content"),
            (#"{"post_id":"p","verdict":"approved","ai":[1]}"#, "ai"),
            (#"{"post_id":"p","verdict":"approved","metadata":1}"#, "metadata"),
            (#"{"post_id":"p","verdict":"approved","priority":"asap"}"#, "priority"),
            (#"{"post_id":"p","verdict":"approved","queue":"No Such!"}"#, "queue"),
            (#"{"post_id":"p","verdict":"approved","queue":"escalated"}"#, "queue"),
            (#"{"post_id":"p","verdict":"approved","content_version":1}"#, "content_version"),
            (
                #"{"post_id":"p","verdict":"approved","content_version":"\#(String(repeating: "v", count: 129))"}"#,
                "content_version"
            ),
        ]
    )
    func `is refused with the name of the field`(text: String, field: String) {
        let problem = #expect(throws: IngestProblem.self) { try VerdictParser.parse(text) }
        #expect(problem?.code == .invalidField)
        #expect(problem?.field == field)
        #expect(problem?.detail.hasPrefix(field) == true)
    }

    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("9007199254740991", 9_007_199_254_740_991), ("1.0", 1), ("1e3", 1_000), ("-0", 0),
            ("null", nil),
        ] as [(String, Int64?)]
    )
    func `has a revision that is a whole number`(text: String, revision: Int64?) throws {
        let record = try VerdictParser.parse(#"{"post_id":"p","verdict":"approved","revision":\#(text)}"#)
        #expect(record.revision == revision)
    }

    @Test(
        arguments: [
            "-1", "9007199254740992", "9007199254740991.5", "1.5", "1e16", "1e400", "18446744073709551616", #""1""#,
            "true", "[]", "{}",
        ]
    )
    func `is refused with a revision that is no whole number below 2^53`(text: String) {
        let problem = #expect(throws: IngestProblem.self) {
            try VerdictParser.parse(#"{"post_id":"p","verdict":"approved","revision":\#(text)}"#)
        }
        #expect(problem?.code == .invalidField)
        #expect(problem?.field == "revision")
        #expect(problem?.detail.hasPrefix("revision") == true)
    }

    @Test
    func `may hold no other fields`() {
        let problem = #expect(throws: IngestProblem.self) {
            try VerdictParser.parse(#"{"post_id":"a","verdit":"approved"}"#)
        }
        #expect(problem?.code == .unknownField)
        #expect(problem?.field == "verdit")
    }

    @Test(
        arguments: [
            "", "{", "[1]", "7", #"{"post_id":"a""#, #"{"post_id":"a","post_id":"b","verdict":"approved"}"#, "{} {}",
        ]
    )
    func `must be one object of JSON`(text: String) {
        #expect(throws: IngestProblem.self) { try VerdictParser.parse(text) }
        let problem = #expect(throws: IngestProblem.self) { try VerdictParser.parse(text) }
        #expect(problem?.code == .invalidJSON)
    }

    @Test
    func `must be UTF-8`() {
        let problem = #expect(throws: IngestProblem.self) { try VerdictParser.parse([0xFF, 0xFE] as [UInt8]) }
        #expect(problem?.code == .invalidJSON)
    }

    @Test
    func `nests 32 deep and no deeper`() throws {
        func text(depth: Int) -> String {
            let nested = String(repeating: "[", count: depth - 2) + String(repeating: "]", count: depth - 2)
            return #"{"post_id":"p","verdict":"approved","content":{"a":\#(nested)}}"#
        }
        _ = try VerdictParser.parse(text(depth: 32))
        let problem = #expect(throws: IngestProblem.self) { try VerdictParser.parse(text(depth: 33)) }
        #expect(problem?.code == .invalidJSON)
    }

    @Test
    func `holds one mebibyte and no more`() throws {
        let head = #"{"post_id":"p","verdict":"manual_review","content":{"t":""#
        let room = (1 << 20) - head.utf8.count - 3
        _ = try VerdictParser.parse(head + String(repeating: "x", count: room) + "\"}}")
        let problem = #expect(throws: IngestProblem.self) {
            try VerdictParser.parse(head + String(repeating: "x", count: room + 1) + "\"}}")
        }
        #expect(problem?.code == .tooLarge)
    }

    @Test
    func `counts the version's characters and not its bytes`() throws {
        let version = String(repeating: "ü", count: 128)
        let record = try VerdictParser.parse(
            #"{"post_id":"p","verdict":"approved","content_version":"\#(version)"}"#
        )
        #expect(record.contentVersion == version)
    }

    @Test(
        arguments: [
            (#"{"labels":"spam"}"#, []), (#"{"labels":["a",1]}"#, []), (#"{"labels":[]}"#, []), ("{}", []),
            (#"{"labels":["a","\#(String(repeating: "x", count: 129))","b"]}"#, ["a", "b"]),
        ] as [(String, [String])]
    )
    func `gives labels where they are short strings`(ai: String, labels: [String]) throws {
        let record = try VerdictParser.parse(#"{"post_id":"p","verdict":"approved","ai":\#(ai)}"#)
        #expect(record.labels == labels)
        #expect(record.payload.ai == ai)
    }
}
