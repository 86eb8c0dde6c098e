/// Name and value in one call. A value that is nil leaves the whole member out.
extension JSONWriter {
    package mutating func field(_ name: StaticString, string value: String?) {
        guard let value else { return }
        field(name)
        string(value)
    }

    package mutating func field(_ name: StaticString, integer value: Int?) {
        guard let value else { return }
        field(name)
        int(value)
    }

    package mutating func field(_ name: StaticString, bool value: Bool?) {
        guard let value else { return }
        field(name)
        bool(value)
    }

    /// - Parameter value: JSON text that stands for one value, verbatim.
    package mutating func field(_ name: StaticString, raw value: String?) {
        guard let value else { return }
        field(name)
        raw(value)
    }

    package mutating func field(_ name: StaticString, strings values: [String]?) {
        guard let values else { return }
        field(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
