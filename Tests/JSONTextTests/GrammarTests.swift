import Foundation
import Testing

@testable import JSONText

@Suite
struct `The grammar of a text` {
    static let valid = [
        "{}", " \t\r\n{ \n} ", #"{"a":0}"#, #"{"a":-0}"#, #"{"a":1e999}"#, #"{"a":-1.5E-10}"#, #"{"":1}"#,
        #"{"a":true,"b":false,"c":null}"#, #"{"a":"\u0000"}"#, #"{"a":"\/\b\f\n\r\t\"\\"}"#, "{\"a\":\"\u{7F}\"}",
        "{\"a\":\"\u{2028}\u{FFFE}\u{10FFFF}\"}", #"{"a":"\uD83D\uDE00"}"#, #"{"a":[[],{},[{}]]}"#,
        "{\"a\":" + String(repeating: "9", count: 400) + "}", #"{"$where":{"$oid":"x"},"a.b":{"a":1,"a":2}}"#,
        #"{"a":{"b":"\ud800"}}"#, #"{"a":["\udc00\ud800x"]}"#, "{\"a\":\"\u{FEFF}\"}",
    ]

    static let invalid = [
        "", " ", "{", "}", "{}}", "{} {}", "{}x", "{},", "{\"a\":1}\0", "{}\"", "{} \"a", "{}tru", "{}1", "{}-",
        "/**/{}", "{/**/}", "{}//", "\u{FEFF}{}",
        "{\"a\":1}\u{B}", "\u{C}{}", "{\"a\":\u{B}1}", "{\u{A0}}", "{\"a\":1\u{2028}}",
        #"{"a":1,}"#, #"{,"a":1}"#, #"{"a":1,,"b":2}"#, #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#, #"{a:1}"#, #"{'a':1}"#,
        "{1:2}",
        #"{"a":1 "b":2}"#, #"{"a":[1,]}"#, #"{"a":[,1]}"#, #"{"a":[1 2]}"#, #"{"a":[1}"#, #"{"a":[1]"#, #"{"a":{]}"#,
        #"{"a":01}"#, #"{"a":-}"#, #"{"a":-01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":1e}"#, #"{"a":1e+}"#,
        #"{"a":1.e1}"#, #"{"a":0x1}"#, #"{"a":NaN}"#, #"{"a":Infinity}"#, #"{"a":-Infinity}"#, #"{"a":12"#,
        #"{"a":1a}"#,
        #"{"a":tru}"#, #"{"a":tru"#, #"{"a":True}"#, #"{"a":nul"#, #"{"a":truefalse}"#, #"{"a":undefined}"#,
        #"{"a":"b}"#, #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\u123"}"#, #"{"a":"\u"#, #"{"a":"\"#, #"{"a":"\'"}"#,
        "{\"a\":\"\n\"}", "{\"a\":\"\t\"}", "{\"a\":\"\0\"}", "{\"a\":\"\u{1F}\"}", "{\"a\nb\":1}",
    ]

    @Test(arguments: valid)
    func `takes what RFC 8259 takes`(text: String) throws {
        #expect(StrictRecogniser.depth(of: Array(text.utf8)) != nil)
        _ = try JSONObjectText.parse(text)
    }

    @Test(arguments: invalid)
    func `refuses what RFC 8259 excludes`(text: String) {
        #expect(StrictRecogniser.depth(of: Array(text.utf8)) == nil)
        #expect(throws: JSONError.self) { try JSONObjectText.parse(text) }
    }

    @Test(arguments: ["[1]", "1", "\"a\"", "true", "null", " -12 ", "[", "\"a"])
    func `wants an object at the top`(text: String) {
        #expect(throws: JSONError.self) { try JSONObjectText.parse(text) }
    }

    @Test
    func `names the kind that was expected`() {
        #expect(throws: JSONError.notAnObject(offset: 1)) { try JSONObjectText.parse(" [1]") }
        #expect(throws: JSONError.notAnObject(offset: 2)) { try JSONObjectText.parse("  12") }
        #expect(throws: JSONError.notAnObject(offset: 0)) { try JSONObjectText.parse("\"a\"") }
        #expect(throws: JSONError.notAnArray(offset: 0)) { try JSONArrayText.parse("{}") }
        #expect(throws: JSONError.notAnArray(offset: 0)) { try JSONArrayText.parse("null") }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3], [0xE2, 0x82],
        ] as [[UInt8]]
    )
    func `refuses loose UTF-8 in names, strings and nested values`(bytes: [UInt8]) {
        for (before, after) in [("{\"a\":\"", "\"}"), ("{\"", "\":1}"), ("{\"a\":[\"", "\"]}"), ("{", "}")] {
            let text = Array(before.utf8) + bytes + Array(after.utf8)
            #expect(throws: JSONError.invalidUTF8(offset: before.utf8.count)) { try JSONObjectText.parse(text) }
        }
    }

    @Test
    func `refuses a name that occurs twice at the top, however it is spelled`() {
        let error = JSONError.duplicateKey("a", offset: 7)
        #expect(throws: error) { try JSONObjectText.parse(#"{"a":1,"a":1}"#) }
        #expect(throws: error) { try JSONObjectText.parse(#"{"a":1,"\u0061":1}"#) }
        #expect(throws: JSONError.duplicateKey("", offset: 6)) { try JSONObjectText.parse(#"{"":1,"":1}"#) }
        let many = (0..<100).map { "\"n\($0)\":0," }.joined()
        #expect(throws: JSONError.duplicateKey("n3", offset: many.utf8.count + 1)) {
            try JSONObjectText.parse("{" + many + "\"n3\":0}")
        }
    }

    @Test
    func `takes composed and decomposed letters as different names`() throws {
        let object = try JSONObjectText.parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(object.members.count == 2)
        #expect(object["e\u{301}"] == .number(raw: "2"))
    }

    @Test
    func `many names stay quick`() throws {
        let text = "{" + (0..<50_000).map { "\"n\($0)\":0" }.joined(separator: ",") + "}"
        #expect(try JSONObjectText.parse(text).members.count == 50_000)
    }

    @Test
    func `takes 32 levels and refuses 33`() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let fill = open == "[" ? "" : "0"
            func text(_ depth: Int) -> String {
                "{\"x\":" + String(repeating: open, count: depth - 1) + fill
                    + String(repeating: close, count: depth - 1) + "}"
            }
            _ = try JSONObjectText.parse(text(32))
            let offset = 5 + open.utf8.count * 31
            #expect(throws: JSONError.tooDeep(limit: 32, offset: offset)) { try JSONObjectText.parse(text(33)) }
            #expect(throws: JSONError.tooDeep(limit: 3, offset: 5 + open.utf8.count * 2)) {
                try JSONObjectText.parse(text(4), maximumDepth: 3)
            }
        }
        #expect(throws: JSONError.self) { try JSONObjectText.parse(String(repeating: "{\"a\":", count: 200_000)) }
    }
}
