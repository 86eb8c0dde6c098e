extension JSONObjectText {
    /// A name and its value.
    package struct Member: Sendable {
        /// The name, decoded; may be empty and may hold any character.
        package let name: String
        package let value: JSONValue
    }
}

extension JSONObjectText.Member: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
    }
}
