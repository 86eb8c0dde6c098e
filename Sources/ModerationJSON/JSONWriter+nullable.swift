package import JSONText
package import Moderation

/// Members that are always there: what is absent is null.
extension JSONWriter {
    package mutating func field(_ name: StaticString, stringOrNull value: String?) {
        field(name)
        if let value { string(value) } else { null() }
    }

    package mutating func field(_ name: StaticString, integerOrNull value: Int?) {
        field(name)
        if let value { int(value) } else { null() }
    }

    package mutating func field(_ name: StaticString, timeOrNull value: Timestamp?) {
        field(name)
        if let value { string(value.description) } else { null() }
    }

    package mutating func field(_ name: StaticString, time value: Timestamp) {
        field(name)
        string(value.description)
    }
}
