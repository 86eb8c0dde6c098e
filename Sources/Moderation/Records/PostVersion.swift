/// What is known of the versions of a post.
package struct PostVersion: Equatable, Sendable {
    /// The content version of the newest round; nil where its verdict named none.
    package let content: String?
    /// The highest revision of any verdict on the post; nil where none carried one.
    package let revision: Int64?
    /// The position of the last verdict that opened a round, if one came by a stream.
    package let position: StreamPosition?

    package init(content: String?, revision: Int64? = nil, position: StreamPosition? = nil) {
        self.content = content
        self.revision = revision
        self.position = position
    }
}
