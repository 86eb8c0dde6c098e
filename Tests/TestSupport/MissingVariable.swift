/// An environment variable that the tests need is not there.
package struct MissingVariable: Error, CustomStringConvertible {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package var description: String {
        "\(name) is not set: run the tests with config/test, which starts the servers that they need"
    }
}
