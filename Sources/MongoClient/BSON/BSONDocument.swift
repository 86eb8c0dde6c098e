/// An ordered list of named values: a document, or a command.
///
/// The order of the fields is kept and counts for equality, as it does for the server: the first field of a command
/// is its name. Names may hold any UTF-8 but U+0000, which the encoder refuses.
package struct BSONDocument: Hashable, Sendable {
    /// One field.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: BSONValue

        package init(name: String, value: BSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The fields in order. A name that occurs twice, as a foreign document may have it, is kept twice.
    package var fields: [Field]

    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    package var isEmpty: Bool { fields.isEmpty }

    /// The first value of that name. Setting replaces it in its place or appends it; setting nil removes it.
    package subscript(name: String) -> BSONValue? {
        get { fields.first { $0.name == name }?.value }
        set {
            let index = fields.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): fields[index].value = value
            case (let index?, nil): fields.remove(at: index)
            case (nil, let value?): fields.append(Field(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a field at the end without looking for an earlier one of the same name.
    package mutating func append(_ name: String, _ value: BSONValue) {
        fields.append(Field(name: name, value: value))
    }

    /// Adds a field at the end if there is a value for it: commands leave out what the caller left open.
    package mutating func append(_ name: String, ifPresent value: BSONValue?) {
        if let value { append(name, value) }
    }
}

extension BSONDocument: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, BSONValue)...) {
        self.init(elements.map { Field(name: $0.0, value: $0.1) })
    }
}

extension BSONDocument: CustomStringConvertible {
    package var description: String {
        "{" + fields.map { $0.name.debugDescription + ": " + $0.value.description }.joined(separator: ", ") + "}"
    }
}
