/// What the top level of a text must be.
enum Container {
    case object
    case array

    func mismatch(at offset: Int) -> JSONError {
        switch self {
        case .object: .notAnObject(offset: offset)
        case .array: .notAnArray(offset: offset)
        }
    }
}
