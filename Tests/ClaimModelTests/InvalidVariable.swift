/// A variable of the environment that is no whole number.
struct InvalidVariable: Error, CustomStringConvertible {
    let name: String
    let text: String

    var description: String { "\(name) is '\(text)': it must be a whole number, 0 or more" }
}
