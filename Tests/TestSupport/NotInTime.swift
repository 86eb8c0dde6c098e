/// Something that a test waited for did not come.
package struct NotInTime: Error, CustomStringConvertible {
    /// What was awaited.
    package let what: String

    /// How long it was awaited.
    package let limit: Duration

    /// What the last attempt threw, if it threw.
    package let trouble: (any Error)?

    package var description: String {
        "not within \(limit): \(what)" + (trouble.map { " (\($0))" } ?? "")
    }
}
