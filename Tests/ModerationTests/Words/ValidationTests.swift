import Moderation
import Testing

/// The contract's rules for names, each at its limits.
@Suite struct ValidationTests {
    @Test(arguments: ["a", "0", "a-b_c9", "0--", String(repeating: "a", count: 63)])
    func `a client id that the contract allows is taken`(text: String) throws {
        #expect(try ClientID(text).description == text)
    }

    @Test(arguments: [
        "", "A", "-a", "_a", "a b", "a.b", "a{b}", "ä", "a\n", "aB", "a\u{301}", "a:b",
        String(repeating: "a", count: 64),
    ])
    func `a client id that the contract does not allow is refused by its field`(text: String) {
        #expect(throws: InvalidField.self) { try ClientID(text) }
        #expect(Self.field { () throws(InvalidField) in _ = try ClientID(text) } == "client_id")
        #expect(Self.field { () throws(InvalidField) in _ = try ClientID(text, field: "client") } == "client")
    }

    @Test(arguments: ["default", "escalated", "a", "0", "-", "_", String(repeating: "q", count: 32)])
    func `a queue that the contract allows is taken`(text: String) throws {
        #expect(try QueueName(text).description == text)
    }

    @Test(arguments: ["", "A", "a b", "a:b", "{a}", "é", "a\u{0}", String(repeating: "q", count: 33)])
    func `a queue that the contract does not allow is refused`(text: String) {
        #expect(Self.field { () throws(InvalidField) in _ = try QueueName(text) } == "queue")
    }

    @Test(arguments: [
        "a", "Z", "0", "ann@example.org", "a:b-c_d.e", "auth0|5f7c8e", "a+b@x", #"DOMAIN\u"#, "a/b=c~d",
        String(repeating: "m", count: 128),
    ])
    func `a moderator that the contract allows is taken`(text: String) throws {
        #expect(try ModeratorName(text).description == text)
    }

    @Test(arguments: [
        "", ".a", "@a", "-a", "_a", ":a", "a b", "a!", "|a", "ö", "a\t", String(repeating: "m", count: 129),
    ])
    func `a moderator that the contract does not allow is refused`(text: String) {
        #expect(Self.field { () throws(InvalidField) in _ = try ModeratorName(text) } == "moderator")
    }

    @Test(arguments: [
        "p", " ", "p/1?x=y&z#%20", "ä", "👩‍👩‍👧", "{a}:b", "\"'\\", String(repeating: "p", count: 256),
        String(repeating: "ä", count: 128), "\u{200B}", "\u{FFFD}",
    ])
    func `a post id is any text of 1 to 256 bytes without control characters`(text: String) throws {
        #expect(try PostID(text).description == text)
    }

    @Test(arguments: [
        "", "a\n", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "\u{9F}", "a\r\nb", String(repeating: "p", count: 257),
        String(repeating: "ä", count: 129), String(repeating: "👩", count: 65),
    ])
    func `any other post id is refused`(text: String) {
        #expect(Self.field { () throws(InvalidField) in _ = try PostID(text) } == "post_id")
    }

    @Test func `post ids are compared by their bytes`() throws {
        let composed = try PostID("caf\u{E9}")
        let decomposed = try PostID("cafe\u{301}")
        #expect(composed.description == decomposed.description, "to Swift they are one text")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, try PostID("caf\u{E9}")]).count == 2)
    }

    @Test func `words outside their lists are refused with their field`() throws {
        for priority in Priority.allCases { #expect(try Priority(field: priority.rawValue) == priority) }
        for verdict in ["manual_review", "approved", "rejected"] {
            #expect(try Verdict(field: verdict).rawValue == verdict)
        }
        for text in ["", "Urgent", "urgent ", "medium"] {
            #expect(Self.field { () throws(InvalidField) in _ = try Priority(field: text) } == "priority")
        }
        for text in ["", "pending", "manual-review", "APPROVED"] {
            #expect(Self.field { () throws(InvalidField) in _ = try Verdict(field: text) } == "verdict")
        }
    }

    private static func field(_ body: () throws(InvalidField) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return error.field
        }
    }
}
