/// One review of one post.
struct RoundID: Hashable, Sendable, Comparable, CustomStringConvertible {
    let post: String
    let round: Int

    var description: String { "\(post) round \(round)" }

    static func < (left: RoundID, right: RoundID) -> Bool { (left.post, left.round) < (right.post, right.round) }
}
