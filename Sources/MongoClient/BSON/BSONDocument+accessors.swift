/// Fields by name and type: nil when the field is missing or of another type.
extension BSONDocument {
    package func string(_ name: String) -> String? { self[name]?.stringValue }

    /// Accepts `int32`, `int64` and a whole `double`.
    package func int64(_ name: String) -> Int64? { self[name]?.int64Value }

    package func double(_ name: String) -> Double? { self[name]?.doubleValue }

    package func bool(_ name: String) -> Bool? { self[name]?.boolValue }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    package func date(_ name: String) -> Int64? { self[name]?.dateMilliseconds }

    package func objectID(_ name: String) -> BSONObjectID? { self[name]?.objectIDValue }

    package func binary(_ name: String) -> [UInt8]? { self[name]?.binaryBytes }

    package func document(_ name: String) -> BSONDocument? { self[name]?.documentValue }

    package func array(_ name: String) -> [BSONValue]? { self[name]?.arrayValue }

    /// The field as a Swift type, as in `try stored.required("round", \.int64Value)`.
    ///
    /// - Throws: `.malformed` when the field is missing or of another type.
    package func required<Value>(_ name: String, _ type: (BSONValue) -> Value?) throws(MongoError) -> Value {
        guard let field = self[name] else { throw .malformed("field \(name.debugDescription) is missing") }
        guard let value = type(field) else {
            throw .malformed("field \(name.debugDescription) has an unexpected type, or is out of range")
        }
        return value
    }
}
