import Foundation
import Testing

@testable import JSONText

@Suite
struct `The values of a text` {
    @Test
    func `come in order, taken apart once`() throws {
        let object = try JSONObjectText.parse(
            #" { "s" : "x\ny" , "n" : 1.50 , "o" : { "a" : [ 1 , 2 ] } , "l" : [ ] , "t" : true , "f" : false , "z" : null } "#
        )
        #expect(object.members.map(\.name) == ["s", "n", "o", "l", "t", "f", "z"])
        #expect(
            object.members.map(\.value) == [
                .string("x\ny"), .number(raw: "1.50"), .object(raw: #"{"a":[1,2]}"#), .array(raw: "[]"), .bool(true),
                .bool(false), .null,
            ]
        )
        #expect(object["o"]?.rawText == #"{"a":[1,2]}"#)
        #expect(object["missing"] == nil)
    }

    @Test(arguments: [
        "12345678901234567890123", "1e999", "-0", "-0.0", "1E+2", "0.1000", "9007199254740993",
        String(repeating: "7", count: 400),
    ])
    func `numbers keep their spelling, on top and inside`(number: String) throws {
        let object = try JSONObjectText.parse("{\"a\":\(number),\"b\":[ \(number) ]}")
        #expect(object["a"] == .number(raw: number))
        #expect(object["b"] == .array(raw: "[\(number)]"))
    }

    @Test(arguments: [
        #"{"$where":"1","a.b":{"":0},"":[]}"#, #"{"$oid":"0123","$date":{"$numberLong":"1"}}"#,
        #"{"t":"half \ud83d and \udc00, \ud83d\u0041"}"#, #"{"a":1,"a":2}"#, #"["\u0000","\/","\u00e9","é","e\u0301"]"#,
        #"{"k":" { , : ] \" \\"}"#, "[\"\u{2028}\",\"😀\"]", "[]", "{}", "[[[[]]]]",
    ])
    func `nested values come back byte for byte`(raw: String) throws {
        let object = try JSONObjectText.parse("{\"v\":\(raw),\"w\": \(raw) }")
        for name in ["v", "w"] {
            let slice = try #require(object[name]?.rawText)
            #expect(slice.utf8.elementsEqual(raw.utf8))
        }
    }

    @Test
    func `white space between tokens goes, inside strings it stays`() throws {
        let object = try JSONObjectText.parse("{\"v\":\n[ 1 ,\r\n\t{ \"a b\" : \" c , d \" ,\"e\":[ ] } , \"\" ]\n}")
        #expect(object["v"] == .array(raw: #"[1,{"a b":" c , d ","e":[]},""]"#))
    }

    @Test
    func `every character of the basic plane decodes from its escape`() throws {
        for unit in UInt16.min...UInt16.max where !(0xD800...0xDFFF).contains(unit) {
            let digits = String(unit, radix: 16)
            let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            let scalar = try #require(UnicodeScalar(UInt32(unit)))
            let array = try JSONArrayText.parse("[\"x\(escape)y\"]")
            guard array.elements == [.string("x\(scalar)y")] else {
                Issue.record("\(escape) became \(array)")
                return
            }
        }
    }

    @Test
    func `surrogate pairs decode from their escapes`() throws {
        for value in stride(from: UInt32(0x10000), through: 0x10FFFF, by: 61) {
            let scalar = try #require(UnicodeScalar(value))
            let escapes = String(scalar).utf16.map { "\\u" + String($0, radix: 16, uppercase: true) }.joined()
            let array = try JSONArrayText.parse("[\"\(escapes)\"]")
            guard array.elements == [.string(String(scalar))] else {
                Issue.record("\(escapes) became \(array)")
                return
            }
        }
    }

    @Test(arguments: [
        (#"\ud800"#, 0), (#"\udc00"#, 0), (#"ab\ud83dX"#, 2), (#"\ud83d\u0041"#, 0), (#"\ud83d\ud83d\ude00"#, 0),
        (#"\ud83d\ude00\ude00"#, 12), (#"\\\udfff"#, 2), (#"\ud83d\n"#, 0), (#"\uDBFF"#, 0), (#"\n\ud800\\udc00"#, 2),
    ])
    func `half a surrogate pair is refused where a string is decoded`(text: String, offset: Int) {
        #expect(throws: JSONError.unpairedSurrogate(offset: 6 + offset)) {
            try JSONObjectText.parse("{\"a\":\"\(text)\"}")
        }
        #expect(throws: JSONError.unpairedSurrogate(offset: 2 + offset)) {
            try JSONObjectText.parse("{\"\(text)\":1}")
        }
        #expect(throws: JSONError.unpairedSurrogate(offset: 2 + offset)) { try JSONArrayText.parse("[\"\(text)\"]") }
    }

    @Test
    func `an escaped backslash before a u is no escape`() throws {
        #expect(try JSONArrayText.parse(#"["\\ud800"]"#).strings == [#"\ud800"#])
    }

    @Test
    func `a string of one MiB comes back whole, plain and escaped`() throws {
        let plain = String(repeating: "é😀x", count: (1 << 20) / 7)
        #expect(try JSONArrayText.parse("[\"\(plain)\"]").strings == [plain])
        let escaped = String(repeating: "\\u00e9", count: (1 << 20) / 6)
        let decoded = try #require(try JSONArrayText.parse("[\"\(escaped)\"]").strings?.first)
        #expect(decoded == String(repeating: "é", count: (1 << 20) / 6))
        let nested = "[\"\(escaped)\"]"
        #expect(try JSONObjectText.parse("{\"a\":\(nested)}")["a"] == .array(raw: nested))
    }

    @Test
    func `arrays give their strings, or nil if something else is among them`() throws {
        #expect(try JSONArrayText.parse(#"[ "a" , "" , "é" ]"#).strings == ["a", "", "é"])
        #expect(try JSONArrayText.parse("[]").strings == [])
        #expect(try JSONArrayText.parse(#"["a",1]"#).strings == nil)
        #expect(try JSONArrayText.parse(#"[{"a": 1},[ 2 ],3]"#).elements.map(\.rawText) == [#"{"a":1}"#, "[2]", "3"])
    }

    @Test
    func `a part of a larger buffer can be parsed in place`() throws {
        let lines = Array("{\"a\":1}\n{\"a\":2}\n".utf8)
        let second = lines.span.extracting(8..<15)
        #expect(try JSONObjectText.parse(second)["a"] == .number(raw: "2"))
    }
}
