/// A program ended before it was ready.
package struct EndedEarly: Error, CustomStringConvertible {
    /// What was awaited of it.
    package let what: String

    /// As ``ChildProcess/exitStatus``.
    package let status: Int32

    /// The end of what it wrote.
    package let log: String

    package var description: String {
        "ended with status \(status) before this: \(what)\n\(log)"
    }
}
