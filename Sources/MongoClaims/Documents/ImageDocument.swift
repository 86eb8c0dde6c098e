package import Lines
import Moderation
package import MongoClient

/// How an image of a line is written: a header, and parts that hold the items and the settled rounds.
///
/// Header: `epoch`, `closed`, `time` (ms), `generations`, `published`, `publisher` (`name`, `until`) where one is at work,
/// `digest` (as a signed number), `items`, `settled` (how many). A part has `items` or `settled`: lists, in their order.
package enum ImageDocument {
    package static func header(_ header: LineImage.Header) -> BSONDocument {
        var document: BSONDocument = [
            "epoch": .int64(header.epoch), "closed": .bool(header.isClosed), "time": .int64(header.time.milliseconds),
            "generations": .int64(header.generations), "published": .int64(header.published),
        ]
        if let publisher = header.publisher {
            document.append(
                "publisher",
                ["name": .string(publisher.name), "until": .int64(publisher.until.milliseconds)]
            )
        }
        document.append("digest", .int64(Int64(bitPattern: header.digest)))
        document.append("items", .int(header.itemCount))
        document.append("settled", .int(header.settledCount))
        return document
    }

    package static func readHeader(_ document: BSONDocument) throws(MongoError) -> LineImage.Header {
        var publisher: PublisherLease?
        if document["publisher"] != nil {
            let fields = try document.required("publisher", \.documentValue)
            publisher = PublisherLease(
                name: try fields.required("name", \.stringValue),
                until: try fields.time("until")
            )
        }
        return LineImage.Header(
            epoch: try document.required("epoch", \.placeValue),
            isClosed: try document.required("closed", \.boolValue),
            time: try document.time("time"),
            generations: try document.required("generations", \.placeValue),
            published: try document.required("published", \.placeValue),
            publisher: publisher,
            digest: UInt64(bitPattern: try document.required("digest", \.int64Value)),
            itemCount: try document.count("items"),
            settledCount: try document.count("settled")
        )
    }
}
