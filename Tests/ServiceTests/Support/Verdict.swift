/// A line of an ingest, made for tests.
enum Verdict {
    /// What no log may hold.
    static let content = "the words of the post itself"

    /// Asks for a manual review.
    static func line(
        _ post: String,
        version: String? = nil,
        priority: String? = nil,
        queue: String? = nil
    ) -> String {
        let choices = [("content_version", version), ("priority", priority), ("queue", queue)]
        let chosen = choices.compactMap { name, value in value.map { #","\#(name)":"\#($0)""# } }.joined()
        return #"{"post_id":"\#(post)","verdict":"manual_review","content":{"text":"\#(content)"}\#(chosen)}"#
    }

    static func lines(_ posts: [String]) -> String {
        posts.map { line($0) + "\n" }.joined()
    }

    static func posts(_ count: Int) -> [String] {
        (1...count).map { "p-\($0)" }
    }
}
