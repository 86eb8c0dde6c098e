import MongoClient

/// Documents that were read. One that somebody damaged is left out, so that it harms nobody but whom it is about.
package struct ReadDocuments<Value> {
    package private(set) var values: [Value] = []
    /// Which documents can't be read, and why.
    package private(set) var damaged: [String] = []

    init(_ documents: [BSONDocument], _ read: (BSONDocument) throws(MongoError) -> Value) {
        for document in documents {
            do throws(MongoError) {
                values.append(try read(document))
            } catch {
                let name = document.string("name") ?? document.string("_id") ?? "one without a name"
                damaged.append("\(name.prefix(64)): \(error)")
            }
        }
    }
}

extension ReadDocuments: Sendable where Value: Sendable {}
