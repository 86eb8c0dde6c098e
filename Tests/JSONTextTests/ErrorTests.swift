import Testing

@testable import JSONText

@Suite
struct `A parse error` {
    @Test(arguments: [
        ("", "unexpected end of input at byte 0"),
        (#"{"a":"0123456789"#, "unexpected end of input at byte 16"),
        (#"{"a":tru"#, "unexpected end of input at byte 8"),
        (#"{"a":12"#, "unexpected end of input at byte 7"),
        (#"{"a": NaN}"#, "unexpected character at byte 6"),
        (#"{"a":nul}"#, "unknown word at byte 8"),
        (#"{"a":"b\x"}"#, "unknown escape in a string at byte 8"),
        (#"{"a":"\u12g4"}"#, "a \\u escape needs four hexadecimal digits at byte 10"),
        ("{\"a\":\"b\n\"}", "control character in a string at byte 7"),
        (#"{"a":1.}"#, "a digit must follow the decimal point at byte 7"),
        (#"{"a":1e}"#, "a digit must follow the exponent at byte 7"),
        (#"{"a":-}"#, "a digit must follow the minus sign at byte 6"),
        ("{ /*c*/}", "comments are not JSON at byte 2"),
        ("{}  x", "nothing may follow the value at byte 4"),
        ("{} \"", "nothing may follow the value at byte 3"),
        ("{}tru", "nothing may follow the value at byte 2"),
        ("{}1", "nothing may follow the value at byte 2"),
        ("{} {}", "nothing may follow the value at byte 3"),
        ("{}\u{C}", "unexpected character at byte 2"),
        ("{\"a\":\u{B}1}", "unexpected character at byte 5"),
        ("\u{FEFF}{}", "unexpected character at byte 0"),
        (#"{"a":01}"#, "expected ',' or '}' after a member at byte 6"),
        (#"{"a":1 "b"}"#, "expected ',' or '}' after a member at byte 7"),
        (#"{"a":[1 2]}"#, "expected ',' or ']' after an element at byte 8"),
        (#"{"a"  1}"#, "expected ':' after a name at byte 6"),
        (#"{"a":1, }"#, "expected a name in quotes at byte 8"),
        (#"{"a":1,,"b":2}"#, "expected a name in quotes at byte 7"),
        ("{ 12:2}", "expected a name in quotes at byte 2"),
        (#"{"a":[1,]}"#, "expected a value at byte 8"),
        (#"{"a": }"#, "expected a value at byte 6"),
        ("]", "expected a value at byte 0"),
        ("[]", "expected an object at byte 0"),
        (#"{"a":"\ud800"}"#, "half of a surrogate pair in a string at byte 6"),
        (#"{"a":1,"a":2}"#, "repeated name \"a\" at byte 7"),
    ])
    func `says in one sentence what is wrong and where`(text: String, sentence: String) {
        let error = #expect(throws: JSONError.self) { try JSONObjectText.parse(text) }
        #expect(error?.description == sentence)
    }

    @Test
    func `shows at most 40 characters of the text, none of them a control`() throws {
        let name = String(repeating: "n", count: 5_000)
        let error = #expect(throws: JSONError.self) { try JSONObjectText.parse("{\"\(name)\":1,\"\(name)\":2}") }
        let sentence = try #require(error?.description)
        #expect(sentence.hasPrefix("repeated name \"nnn"))
        #expect(sentence.filter { $0 == "n" }.count <= 40)
        let control = #expect(throws: JSONError.self) { try JSONObjectText.parse(#"{"\u0007":1,"\u0007":2}"#) }
        #expect(control?.description == "repeated name \"\u{FFFD}\" at byte 12")
    }

    @Test
    func `comes for a text beyond the limit, too`() {
        let text = [UInt8](repeating: 0x20, count: (64 << 20) + 1)
        #expect(throws: JSONError.tooLarge(limit: 64 << 20)) { try JSONObjectText.parse(text) }
    }
}
