import Lines
import Moderation
import MongoClient

/// How a round is named: `p` the post, `r` the round.
enum RoundDocument {
    static func document(_ named: LineRound) -> BSONDocument {
        ["p": .string(named.post.description), "r": .short(Int64(named.round))]
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> LineRound {
        LineRound(post: try document.post("p"), round: try document.count("r"))
    }
}
