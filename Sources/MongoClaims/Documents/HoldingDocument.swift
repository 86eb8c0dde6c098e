import Lines
import Moderation
import MongoClient

/// How a claim is written that one epoch leaves to the next: the entry, and `c` the claim.
enum HoldingDocument {
    static func document(_ holding: Holding) -> BSONDocument {
        var document = EntryDocument.document(holding.entry)
        document.append("c", .document(ClaimDocument.document(holding.claim)))
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> Holding {
        Holding(
            entry: try EntryDocument.read(document),
            claim: try ClaimDocument.read(try document.required("c", \.documentValue))
        )
    }
}
