import Moderation
import MongoClient

/// How a claim is written: `g`, `m` generation and moderator; `b`, `f` its beginning and end (ms).
enum ClaimDocument {
    static func document(_ claim: Claim) -> BSONDocument {
        [
            "g": .short(claim.generation.number), "m": .string(claim.moderator.description),
            "b": .short(claim.claimedAt.milliseconds), "f": .short(claim.expiresAt.milliseconds),
        ]
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> Claim {
        Claim(
            generation: try document.generation("g"),
            moderator: try document.moderator("m"),
            claimedAt: try document.time("b"),
            expiresAt: try document.time("f")
        )
    }
}
