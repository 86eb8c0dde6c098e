import Lines
import Moderation
import MongoClient

/// How an item is written that is put into line: `p`, `r` post and round; `q`, `y` queue and priority, where they aren't
/// `default` and `normal`; `a`, `d` queued at and due at (ms); `s` its story.
enum EntryDocument {
    static func document(_ entry: LineEntry) -> BSONDocument {
        var document: BSONDocument = ["p": .string(entry.post.description), "r": .short(Int64(entry.round))]
        if entry.queue != .default { document.append("q", .string(entry.queue.description)) }
        if entry.priority != .normal { document.append("y", .string(entry.priority.rawValue)) }
        document.append("a", .short(entry.queuedAt.milliseconds))
        document.append("d", .short(entry.dueAt.milliseconds))
        document.append("s", ifPresent: entry.story.map { .document(StoryDocument.document($0)) })
        return document
    }

    static func read(_ document: BSONDocument) throws(MongoError) -> LineEntry {
        var priority = Priority.normal
        if document["y"] != nil {
            priority = try document.required("y") { $0.stringValue.flatMap(Priority.init(rawValue:)) }
        }
        var story: Story?
        if document["s"] != nil { story = try StoryDocument.read(try document.required("s", \.documentValue)) }
        return LineEntry(
            post: try document.post("p"),
            round: try document.count("r"),
            queue: document["q"] == nil ? .default : try document.queue("q"),
            priority: priority,
            queuedAt: try document.time("a"),
            dueAt: try document.time("d"),
            story: story
        )
    }
}
