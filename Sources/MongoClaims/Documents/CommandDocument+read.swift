package import Lines
import Moderation
package import MongoClient

extension CommandDocument {
    /// - Throws: `.malformed` for what is no command of this release.
    package static func read(_ document: BSONDocument) throws(MongoError) -> LineCommand {
        let verb = try document.required("c", \.stringValue)
        switch verb {
        case "open":
            return .open(
                adopting: try document.list("i") { item throws(MongoError) in try HoldingDocument.read(item) }
            )
        case "adopt":
            return .adopt(
                try document.list("i") { item throws(MongoError) in try HoldingDocument.read(item) },
                mark: try document.required("u", \.stringValue),
                isFirst: try document.required("o", \.boolValue)
            )
        case "begin": return .begin(mark: try document.required("u", \.stringValue), count: try document.count("k"))
        case "close": return .close
        case "holdPublisherLease": return .holdPublisherLease(name: try document.required("u", \.stringValue))
        case "endPublisherLease": return .endPublisherLease(name: try document.required("u", \.stringValue))
        case "publish":
            let permit: PublishingPermit =
                if let name = document.string("u") {
                    .publisher(name: name)
                } else {
                    .new(until: try document.time("t"))
                }
            let entries = try document.list("i") { item throws(MongoError) in try EntryDocument.read(item) }
            return .publish(entries, permit: permit, most: try document.count("k"))
        case "claim":
            return .claim(
                LineClaim(
                    queue: try document.queue("q"),
                    moderator: try document.moderator("m"),
                    limit: try document.count("w"),
                    lease: try document.duration("l"),
                    maxClaims: try document.count("k"),
                    maxExpiries: try document.count("x")
                )
            )
        case "takeBack": return .takeBack(try document.post("p"), generation: try document.generation("g"))
        case "unclaim": return .unclaim(try document.post("p"), generation: try document.generation("g"))
        case "acknowledge":
            return .acknowledge(
                try document.post("p"),
                round: try document.count("r"),
                storedIn: try document.required("e", \.placeValue)
            )
        case "reopen": return .reopen(try document.post("p"), token: try document.generation("g"))
        case "withdraw": return .withdraw(try document.post("p"), upTo: try document.count("r"))
        case "expire": return .expire(try document.queue("q"), maxExpiries: try document.count("k"))
        case "shelve":
            let rounds = try document.list("i") { item throws(MongoError) in try RoundDocument.read(item) }
            return .shelve(
                rounds,
                from: try document.queue("q"),
                publisher: try document.required("u", \.stringValue)
            )
        default: return try readHolders(verb, document)
        }
    }

    /// What somebody does with an item that they hold, or held.
    private static func readHolders(_ verb: String, _ document: BSONDocument) throws(MongoError) -> LineCommand {
        let post = try document.post("p")
        let moderator = try document.moderator("m")
        switch verb {
        case "beginDecision":
            let named = try named(document)
            return .beginDecision(post, by: moderator, naming: named, keepsExpiry: document.int64("u") == nil)
        case "resumeDecision":
            let lost = LostClaim(generation: try document.generation("g"), round: try document.count("r"))
            return .resumeDecision(post, by: moderator, under: lost, keepsExpiry: document.int64("u") == nil)
        case "extend":
            return .extend(
                post,
                by: moderator,
                naming: try named(document),
                lease: try document.duration("l"),
                maxHold: try document.duration("h")
            )
        case "release":
            return .release(
                post,
                by: moderator,
                naming: try named(document),
                anyones: document.bool("o") ?? false,
                maxReleases: try document.count("k")
            )
        case "escalate": return .escalate(post, by: moderator, naming: try named(document))
        default: throw .malformed("\(verb.debugDescription) is no command of this release")
        }
    }

    private static func named(_ document: BSONDocument) throws(MongoError) -> NamedClaim {
        switch document["n"] {
        case nil: return .any
        case .string("-"): return .unknown
        default: return .generation(try document.generation("n"))
        }
    }
}
