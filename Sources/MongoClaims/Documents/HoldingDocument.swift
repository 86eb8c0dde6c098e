import Lines
import Moderation
import MongoClient

/// How a claim is written that one epoch leaves to the next: the entry, and `c` the claim, `k` its token where that isn't the
/// generation, `z` whether a decision was under way.
enum HoldingDocument {
    static func document(_ holding: Holding) -> BSONDocument {
        var document = EntryDocument.document(holding.entry)
        document.append("c", .document(ClaimDocument.document(holding.claim)))
        document.append("k", ifPresent: holding.token.map { .short($0.number) })
        if holding.isDeciding { document.append("z", true) }
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> Holding {
        Holding(
            entry: try EntryDocument.read(document),
            claim: try ClaimDocument.read(try document.required("c", \.documentValue)),
            token: document["k"] == nil ? nil : try document.generation("k"),
            isDeciding: document.bool("z") ?? false
        )
    }
}
