/// Something that a test needs is not as it should be.
package struct Unexpected: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}
