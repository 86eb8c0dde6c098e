/// What moderators are shown of a post: three JSON objects, kept as the text that came in, because decoding and
/// encoding again would change numbers beyond 2^53.
package struct Payload: Equatable, Sendable {
    package let content: String
    package let ai: String
    package let metadata: String

    package init(content: String = "{}", ai: String = "{}", metadata: String = "{}") {
        self.content = content
        self.ai = ai
        self.metadata = metadata
    }
}
