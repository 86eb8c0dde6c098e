/// What a command line did.
package struct CommandResult: Sendable, CustomStringConvertible {
    /// As ``ChildProcess/exitStatus``.
    package let status: Int32

    package let output: String
    package let errors: String

    package var description: String {
        "status \(status), output: \(output.suffix(500)), errors: \(errors.suffix(500))"
    }
}
