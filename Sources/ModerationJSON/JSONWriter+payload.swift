package import JSONText
package import Moderation

extension JSONWriter {
    /// The members `content`, `ai` and `metadata`, spliced in as the text that came in.
    package mutating func payload(_ payload: Payload) {
        field("content", raw: payload.content)
        field("ai", raw: payload.ai)
        field("metadata", raw: payload.metadata)
    }
}
