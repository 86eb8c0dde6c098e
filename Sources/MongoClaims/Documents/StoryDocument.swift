import Moderation
import MongoClient

/// How a story is written, where something is to be told: `x` deliveries, `e` expiries, `h` who held it before (claims, each
/// with `w`, how it ended), `l` who released it, `o` who held an older round (`m`, `g`).
enum StoryDocument {
    static func document(_ story: Story) -> BSONDocument {
        var document = BSONDocument()
        if story.deliveries != 0 { document.append("x", .short(Int64(story.deliveries))) }
        if story.expiries != 0 { document.append("e", .short(Int64(story.expiries))) }
        if !story.past.isEmpty {
            let past = story.past.map { former in
                var claim = ClaimDocument.document(former.claim)
                claim.append("w", .string(former.end.rawValue))
                return BSONValue.document(claim)
            }
            document.append("h", .array(past))
        }
        if !story.released.isEmpty { document.append("l", .array(story.released.map { .string($0.description) })) }
        if !story.replaced.isEmpty {
            let replaced = story.replaced.map { former -> BSONValue in
                ["m": .string(former.moderator.description), "g": .short(former.generation.number)]
            }
            document.append("o", .array(replaced))
        }
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> Story {
        var story = Story()
        if document["x"] != nil { story.deliveries = try document.count("x") }
        if document["e"] != nil { story.expiries = try document.count("e") }
        if document["h"] != nil {
            story.past = try document.list("h") { former throws(MongoError) in
                Story.Former(
                    claim: try ClaimDocument.read(former),
                    end: try former.required("w") { $0.stringValue.flatMap(Story.End.init(rawValue:)) }
                )
            }
        }
        if document["l"] != nil {
            story.released = try document.required("l") { value in
                guard let values = value.arrayValue else { return nil }
                let names = values.compactMap(\.stringValue).map { ModeratorName(stored: $0) }
                return names.count == values.count ? names : nil
            }
        }
        if document["o"] != nil {
            story.replaced = try document.list("o") { former throws(MongoError) in
                Story.Replaced(moderator: try former.moderator("m"), generation: try former.generation("g"))
            }
        }
        return story
    }
}
