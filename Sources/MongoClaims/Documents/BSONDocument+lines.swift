import Moderation
import MongoClient

/// Fields of the documents of this folder.
extension BSONDocument {
    func post(_ name: String) throws(MongoError) -> PostID { PostID(stored: try required(name, \.stringValue)) }

    func queue(_ name: String) throws(MongoError) -> QueueName {
        QueueName(stored: try required(name, \.stringValue))
    }

    func moderator(_ name: String) throws(MongoError) -> ModeratorName {
        ModeratorName(stored: try required(name, \.stringValue))
    }

    func count(_ name: String) throws(MongoError) -> Int { try required(name, \.countValue) }

    func generation(_ name: String) throws(MongoError) -> Generation {
        Generation(try required(name, \.int64Value))
    }

    func time(_ name: String) throws(MongoError) -> Timestamp {
        Timestamp(milliseconds: try required(name, \.int64Value))
    }

    func duration(_ name: String) throws(MongoError) -> Duration {
        .milliseconds(try required(name, \.int64Value))
    }

    /// A list of documents.
    func list<Value>(
        _ name: String,
        _ read: (BSONDocument) throws(MongoError) -> Value
    ) throws(MongoError) -> [Value] {
        var values: [Value] = []
        for element in try required(name, \.arrayValue) {
            guard let document = element.documentValue else {
                throw .malformed("field \(name.debugDescription) holds what is no document")
            }
            values.append(try read(document))
        }
        return values
    }
}

extension BSONValue {
    /// In four bytes where they are enough.
    static func short(_ value: Int64) -> BSONValue { Int32(exactly: value).map(BSONValue.int32) ?? .int64(value) }
}
