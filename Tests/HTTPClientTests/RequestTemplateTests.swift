import Testing

@testable import HTTPClient

@Suite struct RequestTemplateTests {
    @Test(arguments: [(0, "a0000z"), (42, "a0042z"), (9_999, "a9999z"), (123_456, "a3456z")])
    func `the number stands in its place with all its digits`(number: Int, expected: String) {
        let template = RequestTemplate(head: "a", digits: 4, rest: "z")
        var copy = template.bytes
        template.set(7_777, in: &copy)
        template.set(number, in: &copy)
        #expect(String(decoding: copy, as: UTF8.self) == expected)
    }
}
