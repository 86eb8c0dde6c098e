import Lines
import Moderation
import MongoClient

/// How an item of a line is written in an image: the entry, and `n` which item of the line it is, `i` since when it has been in
/// its queue (ms); while it is held `c` the claim, `k` its token where that isn't the generation, `t` when its decision
/// is looked into (ms), and `v` how many answers have shown it where that isn't one.
enum StandingDocument {
    static func document(_ item: StandingItem) -> BSONDocument {
        var document = EntryDocument.document(item.entry(withStory: true))
        document.append("n", .short(item.nth))
        document.append("i", .short(item.since.milliseconds))
        guard let hold = item.hold else { return document }
        document.append("c", .document(ClaimDocument.document(hold.claim)))
        document.append("k", ifPresent: hold.token.map { .short($0.number) })
        document.append("t", ifPresent: hold.settleAt.map { .short($0.milliseconds) })
        if hold.showings != .one { document.append("v", .short(Int64(hold.showings.count))) }
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> StandingItem {
        let entry = try EntryDocument.read(document)
        var hold: StandingItem.Hold?
        if document["c"] != nil {
            hold = StandingItem.Hold(
                claim: try ClaimDocument.read(try document.required("c", \.documentValue)),
                token: document["k"] == nil ? nil : try document.generation("k"),
                settleAt: document["t"] == nil ? nil : try document.time("t"),
                showings: document["v"] == nil ? .one : Showings(try document.count("v"))
            )
        }
        return StandingItem(
            entry,
            nth: try document.required("n", \.placeValue),
            since: try document.time("i"),
            hold: hold,
            story: entry.story ?? Story()
        )
    }
}
