/// What an answer of the store says of the line in which it was asked.
package struct LineAnswer: Sendable {
    /// Whether it holds what the caller waits for.
    package let isServed: Bool
    /// Items that it leaves for others; where the caller got nothing, such as it may not have.
    package let ready: Int
    /// When the next item may come back by itself, from the answer on; nil where none is known of.
    package let nextChange: Duration?

    package init(isServed: Bool, ready: Int = 0, nextChange: Duration? = nil) {
        self.isServed = isServed
        self.ready = ready
        self.nextChange = nextChange
    }
}
