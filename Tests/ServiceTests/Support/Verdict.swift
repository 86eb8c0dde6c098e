/// A line of an ingest, made for tests.
enum Verdict {
    /// What no log may hold.
    static let content = "the words of the post itself"

    /// Asks for a manual review.
    static func line(_ post: String, version: String? = nil, priority: String? = nil) -> String {
        let version = version.map { #","content_version":"\#($0)""# } ?? ""
        let priority = priority.map { #","priority":"\#($0)""# } ?? ""
        return
            #"{"post_id":"\#(post)","verdict":"manual_review","content":{"text":"\#(content)"}\#(version)\#(priority)}"#
    }

    static func lines(_ posts: [String]) -> String {
        posts.map { line($0) + "\n" }.joined()
    }

    static func posts(_ count: Int) -> [String] {
        (1...count).map { "p-\($0)" }
    }
}
