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

    /// Of all three texts, in UTF-8.
    package var byteCount: Int { content.utf8.count + ai.utf8.count + metadata.utf8.count }
}
