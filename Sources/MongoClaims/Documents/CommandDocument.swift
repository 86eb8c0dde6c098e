package import Lines
import Moderation
package import MongoClient

/// How a command is written in an entry of the log. Names are short, since there are many; what is as usual is left out.
///
/// | field | |
/// | --- | --- |
/// | `c` | which command: the name of its case |
/// | `p`, `r`, `q`, `m`, `g` | post, round, queue, moderator, generation or token |
/// | `n` | the claim that the caller named: nothing for any, a generation, or `-` for what is no claim of the caller |
/// | `l`, `h`, `w` | lease, longest hold (ms); how much is wanted |
/// | `k` | the limit that counts: of claims, expiries, releases or items; how many were put aside |
/// | `x` | expiries allowed, for a claim |
/// | `e` | the epoch in which a decision was stored |
/// | `o` | whether anyone's claim may be released; whether it is the first part |
/// | `u`, `t` | the publisher's name, or a mover's mark; until when a permit for new items is good |
/// | `i` | entries, rounds or holdings |
package enum CommandDocument {
    /// A longer command is refused: several share one document, which MongoDB limits to 16 MiB.
    package static let maximumBytes = 4 << 20

    /// - Throws: `.invalid` for what is longer than `maximumBytes`.
    package static func document(_ command: LineCommand) throws(MongoError) -> BSONDocument {
        let document = fields(command)
        let count = document.encodedByteCount
        guard count <= maximumBytes else {
            throw .invalid("a command of \(count) bytes is longer than \(maximumBytes): it must be split")
        }
        return document
    }

    private static func fields(_ command: LineCommand) -> BSONDocument {
        switch command {
        case .open(let holdings):
            return ["c": "open", "i": .array(holdings.map { .document(HoldingDocument.document($0)) })]
        case .adopt(let holdings, let mark, let isFirst):
            return [
                "c": "adopt", "u": .string(mark), "o": .bool(isFirst),
                "i": .array(holdings.map { .document(HoldingDocument.document($0)) }),
            ]
        case .begin(let mark, let count): return ["c": "begin", "u": .string(mark), "k": .short(Int64(count))]
        case .close: return ["c": "close"]
        case .holdPublisherLease(let name): return ["c": "holdPublisherLease", "u": .string(name)]
        case .endPublisherLease(let name): return ["c": "endPublisherLease", "u": .string(name)]
        case .publish(let entries, let permit, let most):
            var document: BSONDocument = ["c": "publish"]
            switch permit {
            case .new(let until, _): document.append("t", .short(until.milliseconds))
            case .publisher(let name): document.append("u", .string(name))
            }
            document.append("k", .short(Int64(most)))
            document.append("i", .array(entries.map { .document(EntryDocument.document($0)) }))
            return document
        case .claim(let claim):
            return [
                "c": "claim", "q": .string(claim.queue.description), "m": .string(claim.moderator.description),
                "w": .short(Int64(claim.limit)), "l": .short(claim.lease.inMilliseconds),
                "k": .short(Int64(claim.maxClaims)), "x": .short(Int64(claim.maxExpiries)),
            ]
        case .takeBack(let post, let generation):
            return ["c": "takeBack", "p": .string(post.description), "g": .short(generation.number)]
        case .unclaim(let post, let generation):
            return ["c": "unclaim", "p": .string(post.description), "g": .short(generation.number)]
        case .beginDecision(let post, let moderator, let named, let keepsExpiry):
            var document = caller("beginDecision", post, moderator, named)
            if !keepsExpiry { document.append("u", .short(1)) }
            return document
        case .resumeDecision(let post, let moderator, let lost, let keepsExpiry):
            var document: BSONDocument = [
                "c": "resumeDecision", "p": .string(post.description), "m": .string(moderator.description),
                "g": .short(lost.generation.number), "r": .short(Int64(lost.round)),
            ]
            if !keepsExpiry { document.append("u", .short(1)) }
            return document
        case .extend(let post, let moderator, let named, let lease, let maxHold):
            var document = caller("extend", post, moderator, named)
            document.append("l", .short(lease.inMilliseconds))
            document.append("h", .short(maxHold.inMilliseconds))
            return document
        case .release(let post, let moderator, let named, let anyones, let most):
            var document = caller("release", post, moderator, named)
            if anyones { document.append("o", true) }
            document.append("k", .short(Int64(most)))
            return document
        case .escalate(let post, let moderator, let named): return caller("escalate", post, moderator, named)
        case .acknowledge(let post, let round, let storedIn):
            return [
                "c": "acknowledge", "p": .string(post.description), "r": .short(Int64(round)), "e": .short(storedIn),
            ]
        case .reopen(let post, let token):
            return ["c": "reopen", "p": .string(post.description), "g": .short(token.number)]
        case .withdraw(let post, let round):
            return ["c": "withdraw", "p": .string(post.description), "r": .short(Int64(round))]
        case .expire(let queue, let most):
            return ["c": "expire", "q": .string(queue.description), "k": .short(Int64(most))]
        case .shelve(let rounds, let queue, let publisher):
            return [
                "c": "shelve", "q": .string(queue.description), "u": .string(publisher),
                "i": .array(rounds.map { .document(RoundDocument.document($0)) }),
            ]
        }
    }

    private static func caller(
        _ verb: String,
        _ post: PostID,
        _ moderator: ModeratorName,
        _ named: NamedClaim
    ) -> BSONDocument {
        var document: BSONDocument = [
            "c": .string(verb), "p": .string(post.description), "m": .string(moderator.description),
        ]
        switch named {
        case .any: break
        case .generation(let generation): document.append("n", .short(generation.number))
        case .unknown: document.append("n", "-")
        }
        return document
    }
}
